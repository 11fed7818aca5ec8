import { newId, OrderId, ParcelId, PaymentId, RefundId } from '@credenza/contracts';
import { Conflict, Invalid, NotFound, StaleVersion } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { accept, deliver, deliverOverdue, pack, ship } from '../src/fulfil.ts';
import { fulfilmentOf } from '../src/fulfilment.ts';
import { cancelByBuyer, loseStock, recordRefund, type StoredOrder } from '../src/order.ts';
import { type PartState, type PartStep, partTransitions } from '../src/part.ts';
import { cancelPieces } from '../src/reduce.ts';
import { settleRefund } from '../src/settle-refund.ts';
import { actOn, after, refundsIn, told } from './acting.ts';
import { sampleOrder, sampleSale } from './samples.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const oak = (order: StoredOrder) => order.sellerOrders[0];
const loom = (order: StoredOrder) => order.sellerOrders[1];
const ofOak = (order: StoredOrder) => actOn(oak(order), 'seller', now);
const line = (order: StoredOrder, title: string) => order.lines.find((one) => one.title === title)?.lineId ?? '';
const some = (order: StoredOrder, wish: Record<string, number>) =>
  Object.entries(wish).map(([title, quantity]) => ({ lineId: line(order, title) as never, quantity }));
const parcel = (over = {}) => ({ parcelId: newId(ParcelId), carrier: 'DHL', dueAt: later(14), ...over });

function packed(): StoredOrder {
  const { order } = sampleSale(now);
  const accepted = after(order, accept(order, ofOak(order)));
  return after(accepted, pack(accepted, ofOak(accepted)));
}

test('the life of a seller order is this table and nothing else', () => {
  const steps: PartStep[] = ['accept', 'pack', 'allSent', 'allArrived', 'allCanceled'];
  const rows = Object.entries(partTransitions).flatMap(([from, to]) =>
    steps.flatMap((step) => (to[step] ? [`${from} -${step}-> ${to[step]}`] : [])),
  );
  expect(rows).toEqual([
    'new -accept-> accepted',
    'new -allCanceled-> canceled',
    'accepted -pack-> packed',
    'accepted -allCanceled-> canceled',
    'packed -allSent-> shipped',
    'packed -allArrived-> delivered',
    'packed -allCanceled-> canceled',
    'shipped -allArrived-> delivered',
  ]);
});

describe('a shop', () => {
  test('accepts, packs, sends and delivers its part; each step once, each heard of', () => {
    let { order } = sampleSale(now);
    const events: string[] = [];
    const states: (PartState | undefined)[] = [];
    for (const step of [accept, pack]) {
      const decision = step(order, ofOak(order));
      order = after(order, decision);
      expect(step(order, ofOak(order))).toBeUndefined();
      events.push(...told(decision));
      states.push(oak(order)?.state);
    }
    const sent = ship(order, ofOak(order), parcel());
    order = after(order, sent);
    const arrived = deliver(order, ofOak(order));
    order = after(order, arrived);
    expect(deliver(order, ofOak(order))).toBeUndefined();
    events.push(...told(sent), ...told(arrived));
    expect(states).toEqual(['accepted', 'packed']);
    expect(events).toEqual(['order.accepted', 'order.shipped', 'order.delivered']);
    expect(oak(order)?.state).toBe('delivered');
    expect(order.timeline.map(({ what }) => what)).toEqual([
      'created',
      'paid',
      'accepted',
      'packed',
      'shipped',
      'delivered',
    ]);
    expect(loom(order)?.state).toBe('new');
    expect(oak(order)?.version).toBe(5);
    expect(loom(order)?.version).toBe(1);
  });

  test('takes the steps in turn', () => {
    const { order } = sampleSale(now);
    expect(() => pack(order, ofOak(order))).toThrow(Conflict);
    expect(() => ship(order, ofOak(order), parcel())).toThrow(/Pack/);
    expect(() => deliver(order, ofOak(order))).toThrow(/Nothing/);
  });

  test('does nothing with an order that is not paid, or with a part that is not in it', () => {
    const { order } = sampleOrder(now);
    expect(() => accept(order, ofOak(order))).toThrow(/not paid/);
    const { order: other } = sampleSale(now);
    expect(() => accept(other, ofOak(order))).toThrow(NotFound);
  });

  test('is told when its part has changed since it looked, unless it repeats its own command', () => {
    const order = packed();
    const act = { ...ofOak(order), ifVersion: 3 };
    const sending = parcel();
    const sent = after(order, ship(order, act, sending));
    expect(ship(sent, act, sending)).toBeUndefined();
    expect(() => ship(sent, { ...ofOak(sent), ifVersion: 3 }, sending)).toThrow(StaleVersion);
  });

  test('sends several parcels; it is complete with the last piece', () => {
    const order = packed();
    const first = ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 2 }) }));
    expect(first?.facts[0]?.data).toMatchObject({ complete: false, pieces: [{ title: 'Lamp', quantity: 2 }] });
    const half = after(order, first);
    expect(oak(half)?.state).toBe('packed');
    expect(fulfilmentOf(half.sellerOrders)).toBe('partly-shipped');
    const rest = ship(half, ofOak(half), parcel({ tracking: 'JJ12' }));
    expect(rest?.facts[0]?.data).toMatchObject({
      complete: true,
      tracking: 'JJ12',
      pieces: [
        { title: 'Lamp', quantity: 1 },
        { title: 'Chair', quantity: 2 },
      ],
    });
    expect(oak(after(half, rest))?.state).toBe('shipped');
    expect(() => ship(after(half, rest), ofOak(half), parcel())).toThrow(/Nothing is left/);
  });

  test('cannot send more pieces than are left, nor those of another shop', () => {
    const order = packed();
    expect(() => ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 4 }) }))).toThrow(
      'Of “Lamp” 3 pieces are left to send.',
    );
    expect(() => ship(order, ofOak(order), parcel({ pieces: some(order, { Rug: 1 }) }))).toThrow(Invalid);
  });

  test('delivers parcel by parcel', () => {
    const order = packed();
    const half = after(order, ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 3 }) })));
    const sent = after(half, ship(half, ofOak(half), parcel()));
    const [one, two] = oak(sent)?.parcels.map(({ parcelId }) => parcelId) ?? [];
    if (!one || !two) throw new Error('two parcels');
    const first = deliver(sent, actOn(oak(sent), 'buyer', now), [one]);
    expect(first?.facts[0]?.data).toMatchObject({ complete: false, parcelIds: [one], pieces: [{ title: 'Lamp' }] });
    const partly = after(sent, first);
    expect(fulfilmentOf(partly.sellerOrders)).toBe('partly-delivered');
    const second = deliver(partly, ofOak(partly));
    expect(second?.facts[0]?.data).toMatchObject({ complete: true, parcelIds: [two] });
    expect(() => deliver(sent, ofOak(sent), [newId(ParcelId)])).toThrow(NotFound);
  });
});

describe('a parcel of which nobody says anything', () => {
  test('counts as delivered in the end, and not before', () => {
    const order = packed();
    const sent = after(order, ship(order, ofOak(order), parcel()));
    expect(deliverOverdue(sent, later(13))).toBeUndefined();
    const decision = deliverOverdue(sent, later(14));
    expect(told(decision)).toEqual(['order.delivered']);
    const there = after(sent, decision);
    expect(oak(there)?.parcels).toMatchObject([{ deliveredBy: 'system' }]);
    expect(deliverOverdue(there, later(15))).toBeUndefined();
  });
});

describe('canceling pieces', () => {
  const refundId = newId(RefundId);
  const cancel = (order: StoredOrder, wish?: Record<string, number>, by: 'seller' | 'buyer' = 'seller') =>
    cancelPieces(order, actOn(oak(order), by, now), {
      refundId,
      reason: 'broken',
      ...(wish && { pieces: some(order, wish) }),
    });

  test('gives their money back: what they cost, with its commission', () => {
    const { order } = sampleSale(now);
    const decision = cancel(order, { Lamp: 1, Chair: 1 });
    expect(decision?.facts[0]).toMatchObject({
      type: 'order.reduced',
      data: {
        by: 'seller',
        reason: 'broken',
        pieces: [
          { title: 'Lamp', quantity: 1 },
          { title: 'Chair', quantity: 1 },
        ],
        refund: {
          refundId,
          paymentId: order.paymentId,
          amount: 7_000,
          commission: 700,
          shop: 6_300,
          marketDiscount: 0,
        },
      },
    });
  });

  test('is for a buyer to do until the shop has packed, and for the shop until it has sent', () => {
    const order = packed();
    expect(() => cancel(order, { Lamp: 1 }, 'buyer')).toThrow(/packed/);
    expect(cancel(order, { Lamp: 1 })).toBeDefined();
    const sent = after(order, ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 3 }) })));
    expect(() => cancel(sent, { Lamp: 1 })).toThrow('Of “Lamp” 0 pieces are left to cancel.');
    expect(cancel(sent, { Chair: 2 })).toBeDefined();
  });

  test('of all pieces cancels the part, and of all parts the order, whose money is back with the last refund', () => {
    const { order } = sampleSale(now);
    const half = after(order, cancel(order));
    expect(oak(half)?.state).toBe('canceled');
    expect(half.status).toBe('paid');
    expect(() => accept(half, ofOak(half))).toThrow(/canceled/);
    expect(() => cancel(half)).toThrow(/Nothing is left/);
    const other = newId(RefundId);
    const none = after(half, cancelPieces(half, actOn(loom(half), 'seller', now), { refundId: other }));
    expect(none).toMatchObject({ status: 'canceled', refund: 'pending' });
    expect(none.checkoutOf).toBeUndefined();
    expect(fulfilmentOf(none.sellerOrders)).toBe('canceled');
    const first = after(none, settleRefund(none, refundId, now));
    expect(first.refund).toBe('pending');
    const both = after(first, settleRefund(first, other, now));
    expect(both.refund).toBe('done');
    expect(settleRefund(both, other, now)).toBeUndefined();
    expect(both.timeline.at(-1)).toMatchObject({ what: 'refund-settled', detail: '€100.00' });
  });

  test('of what is left to send makes the part complete, and says that it has arrived when the rest has', () => {
    const order = packed();
    const sent = after(order, ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 3 }) })));
    const there = after(sent, deliver(sent, ofOak(sent)));
    expect(oak(there)?.state).toBe('packed');
    const decision = cancel(there);
    expect(decision?.facts).toMatchObject([{ type: 'order.reduced' }, { data: { complete: true } }]);
    expect(oak(after(there, decision))?.state).toBe('delivered');
    expect(oak(after(sent, cancel(sent)))?.state).toBe('shipped');
  });
});

describe('the whole order', () => {
  const orderIdOf = (order: StoredOrder) => OrderId.parse(order._id);

  test('can be canceled until the first parcel is sent, packed or not', () => {
    const order = packed();
    const decision = cancelByBuyer(order, orderIdOf(order), now);
    expect(told(decision)).toEqual(['order.canceled']);
    expect(after(order, decision).sellerOrders.map(({ state }) => state)).toEqual(['canceled', 'canceled']);
    const sent = after(order, ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 1 }) })));
    expect(() => cancelByBuyer(sent, orderIdOf(sent), now)).toThrow(/on its way/);
  });

  test('that loses its stock or its money on its way is canceled as far as it is not sent, and says so once', () => {
    const order = packed();
    const sent = after(order, ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 3 }) })));
    const lost = loseStock(sent, orderIdOf(sent), now);
    expect(told(lost)).toEqual(['order.reduced', 'order.reduced']);
    expect(refundsIn(lost?.facts ?? []).map(({ amount }) => amount)).toEqual([10_000, 10_000]);
    expect(after(sent, lost).sellerOrders.map(({ state }) => state)).toEqual(['shipped', 'canceled']);
    expect(loseStock(after(sent, lost), orderIdOf(sent), now)).toBeUndefined();
  });

  test('of which shops have canceled every piece is over, and the last of them says so', () => {
    const { order } = sampleSale(now);
    const cancelAll = (present: StoredOrder, part: ReturnType<typeof oak>) =>
      cancelPieces(present, actOn(part, 'seller', now), { refundId: newId(RefundId), reason: 'broken' });
    const first = cancelAll(order, oak(order));
    expect(first?.facts[0]?.data).not.toHaveProperty('orderOver');
    const rest = after(order, first);
    const last = cancelAll(rest, loom(rest));
    expect(last?.facts).toMatchObject([{ type: 'order.reduced', data: { orderOver: true } }]);
    expect(after(rest, last).status).toBe('canceled');
  });

  test('whose payment was given back on its way gives no money back twice', () => {
    const order = packed();
    const sent = after(order, ship(order, ofOak(order), parcel({ pieces: some(order, { Lamp: 3 }) })));
    const payment = { paymentId: sent.paymentId ?? newId(PaymentId), amount: sent.total };
    const decision = recordRefund(sent, orderIdOf(sent), payment, now);
    expect(told(decision)).toEqual(['order.reduced', 'order.reduced', 'order.refunded']);
    expect(refundsIn(decision?.facts ?? []).map(({ amount }) => amount)).toEqual([0, 0]);
    const back = after(sent, decision);
    expect(back).toMatchObject({ status: 'paid', refund: 'done' });
    expect(back.sellerOrders.map(({ state }) => state)).toEqual(['shipped', 'canceled']);
    expect(recordRefund(back, orderIdOf(sent), payment, now)).toBeUndefined();
  });
});
