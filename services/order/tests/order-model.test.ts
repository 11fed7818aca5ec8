import {
  DisputeId,
  type Fact,
  newId,
  OrderId,
  orderDelivered,
  ParcelId,
  PaymentId,
  type Refund,
  RefundId,
  ReturnId,
} from '@credenza/contracts';
import { type Decision, Refusal } from '@credenza/service-kit';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openDispute, resolveDispute } from '../src/disputes.ts';
import { accept, deliver, deliverOverdue, pack, ship } from '../src/fulfil.ts';
import { moneyLeft } from '../src/money-back.ts';
import { cancelByBuyer, loseStock, type Order, recordRefund, type StoredOrder } from '../src/order.ts';
import type { Part, Pieces } from '../src/part.ts';
import { linesOf } from '../src/part-change.ts';
import { cancelPieces } from '../src/reduce.ts';
import { decideReturn, receiveReturn, requestReturn, returnable } from '../src/returns.ts';
import { settleRefund } from '../src/settle-refund.ts';
import { minus, plus, takingsOf } from '../src/takings.ts';
import { unsent, whereabouts } from '../src/whereabouts.ts';
import { actOn, after, refundsIn } from './acting.ts';
import { paidOrder, pricedCart } from './priced-cart.ts';

const start = new Date('2026-03-01T12:00:00Z');
const days = (count: number) => count * 86_400_000;

const what = [
  'accept',
  'pack',
  'ship',
  'deliver',
  'deliver overdue',
  'cancel as seller',
  'cancel as buyer',
  'cancel the order',
  'request a return',
  'approve',
  'decline',
  'receive',
  'dispute',
  'refund a dispute',
  'dismiss a dispute',
  'settle a refund',
  'lose the stock',
  'give the whole payment back',
] as const;
type What = (typeof what)[number];

/** These end the order or most of it, so they must not come early every time. */
const heavy: What[] = ['cancel the order', 'lose the stock', 'give the whole payment back'];
const steps = what.filter((one) => !heavy.includes(one));

const command = fc.record({
  what: fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...steps) },
    { weight: 1, arbitrary: fc.constantFrom(...heavy) },
  ),
  /** Whether to look for a step that can be done now, from `what` on; otherwise it is tried as it is. */
  fitting: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  part: fc.nat(2),
  line: fc.nat(3),
  quantity: fc.integer({ min: 1, max: 8 }),
  some: fc.boolean(),
  waitDays: fc.nat(6),
  amount: fc.double({ min: 0, max: 1.1, noNaN: true }),
});
type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

/** The command, or the next one after it in the list that would change something. */
function fitted(one: Command, order: StoredOrder, now: Date): Command {
  if (!one.fitting || heavy.includes(one.what)) return one;
  const from = steps.indexOf(one.what);
  const candidates = [...steps.slice(from), ...steps.slice(0, from)].map((next) => ({ ...one, what: next }));
  return candidates.find((next) => wouldChange(ruleOf(next, order, now), order)) ?? one;
}

function wouldChange(rule: (order: StoredOrder) => Decision<Order> | undefined, order: StoredOrder): boolean {
  try {
    return rule(order) !== undefined;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** What a command may know and do; ids and keys are made once, so that running it again is a repetition. */
function ruleOf(one: Command, order: StoredOrder, now: Date): (order: StoredOrder) => Decision<Order> | undefined {
  const part = order.sellerOrders[one.part % order.sellerOrders.length];
  if (!part) throw new Error('an order without parts');
  const lines = linesOf(order, part);
  const lineId = lines[one.line % lines.length]?.lineId;
  const pieces = one.some && lineId ? [{ lineId, quantity: one.quantity }] : undefined;
  const asked: Pieces[] = pieces ?? lines.map((line) => ({ lineId: line.lineId, quantity: line.quantity }));
  const since = new Date(now.getTime() - days(30));
  const seller = actOn(part, 'seller', now);
  const buyer = actOn(part, 'buyer', now);
  const admin = actOn(part, 'admin', now);
  const refundId = newId(RefundId);
  const returnId = part.returns[one.quantity % Math.max(1, part.returns.length)]?.returnId ?? newId(ReturnId);
  const disputeId = part.disputes.at(-1)?.disputeId ?? newId(DisputeId);
  const declined = part.returns.find(({ state }) => state === 'declined')?.returnId;
  const orderId = OrderId.parse(order._id);
  const [newReturn, newDispute, parcelId] = [newId(ReturnId), newId(DisputeId), newId(ParcelId)];
  const parcelIds = one.some ? part.parcels.slice(0, 1).map((parcel) => parcel.parcelId) : undefined;
  const rules: Record<Command['what'], (present: StoredOrder) => Decision<Order> | undefined> = {
    accept: (present) => accept(present, seller),
    pack: (present) => pack(present, seller),
    ship: (present) =>
      ship(present, seller, { parcelId, carrier: 'DHL', pieces, dueAt: new Date(now.getTime() + days(14)) }),
    deliver: (present) => deliver(present, one.some ? seller : buyer, parcelIds),
    'deliver overdue': (present) => deliverOverdue(present, now),
    'cancel as seller': (present) => cancelPieces(present, seller, { refundId, pieces, reason: 'broken' }),
    'cancel as buyer': (present) => cancelPieces(present, buyer, { refundId, pieces }),
    'cancel the order': (present) => cancelByBuyer(present, orderId, now),
    'request a return': (present) =>
      requestReturn(present, buyer, { returnId: newReturn, pieces: asked, reason: 'too small', since }),
    approve: (present) => decideReturn(present, seller, { returnId, approve: true }),
    decline: (present) => decideReturn(present, seller, { returnId, approve: false, note: 'worn' }),
    receive: (present) => receiveReturn(present, seller, { returnId, refundId, restock: one.some }),
    dispute: (present) =>
      openDispute(present, buyer, {
        disputeId: newDispute,
        reason: 'where is it?',
        since,
        ...(one.some && { returnId: declined }),
      }),
    'refund a dispute': (present) => {
      const amount = Math.max(1, Math.floor(moneyLeft(order, part).amount * one.amount));
      return resolveDispute(present, admin, { disputeId, note: 'lost', refundId, amount });
    },
    'dismiss a dispute': (present) => resolveDispute(present, admin, { disputeId, note: 'arrived', refundId }),
    'settle a refund': (present) => settleRefund(present, part.refunds[0]?.refundId ?? refundId, now),
    'lose the stock': (present) => loseStock(present, orderId, now),
    'give the whole payment back': (present) =>
      recordRefund(present, orderId, { paymentId: order.paymentId ?? newId(PaymentId), amount: order.total }, now),
  };
  return rules[one.what];
}

/** What the world has heard; counted from the events alone. */
class Heard {
  readonly types = new Set<string>();
  readonly refunds: Refund[] = [];
  /** The seller orders that were said to be complete. */
  readonly complete = new Set<string>();
  /** The money of the whole order went back by other ways. */
  wholeBack = false;
  readonly #pieces = new Map<string, number>();

  hear(facts: Fact[]): void {
    this.refunds.push(...refundsIn(facts));
    for (const { type, data } of facts) {
      this.types.add(type);
      const moved = Moved.safeParse(data).data;
      if (!moved) continue;
      if (type === 'order.delivered' && moved.complete) this.complete.add(moved.sellerOrderId);
      for (const { lineId, quantity } of moved.pieces)
        this.#pieces.set(`${type} ${lineId}`, this.pieces(type, lineId) + quantity);
    }
  }

  pieces(type: string, lineId: string): number {
    return this.#pieces.get(`${type} ${lineId}`) ?? 0;
  }
}
const Moved = orderDelivered.schema
  .pick({ sellerOrderId: true, pieces: true, complete: true })
  .partial({ complete: true });

function requireSound(order: StoredOrder, heard: Heard): void {
  const worth = (part: Part) => takingsOf(part, linesOf(order, part), order);
  for (const part of order.sellerOrders) {
    const left = moneyLeft(order, part);
    expect(Math.min(left.amount, left.shop, left.commission, left.marketDiscount)).toBeGreaterThanOrEqual(0);
    for (const line of linesOf(order, part)) {
      const { bought, canceled, sent, delivered, returning, back } = whereabouts(part, line);
      expect(canceled + sent).toBeLessThanOrEqual(bought);
      expect(delivered).toBeLessThanOrEqual(sent);
      expect(returning).toBeLessThanOrEqual(delivered);
      expect(back).toBeLessThanOrEqual(returning);
      const { lineId } = line;
      expect({
        sent: heard.pieces('order.shipped', lineId),
        canceled: heard.pieces('order.reduced', lineId),
        back: heard.pieces('return.received', lineId),
      }).toEqual({ sent, canceled, back });
    }
    const lines = linesOf(order, part).map((line) => whereabouts(part, line));
    expect(heard.complete.has(part.sellerOrderId)).toBe(part.state === 'delivered');
    if (part.state === 'delivered')
      expect(lines.every((one) => one.delivered + one.canceled === one.bought)).toBe(true);
    if (part.state === 'shipped') expect(lines.every((one) => one.sent + one.canceled === one.bought)).toBe(true);
    if (part.state === 'canceled') expect(part.parcels).toEqual([]);
  }
  const { refunds, wholeBack } = heard;
  expect(new Set(refunds.map(({ refundId }) => refundId)).size).toBe(refunds.length);
  for (const { amount, shop, commission, marketDiscount } of refunds)
    expect(amount).toBe(shop + commission - marketDiscount);
  const back = plus(...refunds);
  const rest = minus(plus(...order.sellerOrders.map(worth)), back);
  expect(Math.min(rest.amount, rest.shop, rest.commission, rest.marketDiscount)).toBeGreaterThanOrEqual(0);
  if (!wholeBack) expect(rest).toEqual(plus(...order.sellerOrders.map((part) => moneyLeft(order, part))));
}

/** Decides, and makes sure that the same command decides nothing when it comes again. */
function run(order: StoredOrder, rule: (order: StoredOrder) => Decision<Order> | undefined, heard: Heard): StoredOrder {
  let decision: Decision<Order> | undefined;
  try {
    decision = rule(order);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return order;
  }
  const then = after(order, decision);
  expect(rule(then)).toBeUndefined();
  if (decision) {
    heard.hear(decision.facts);
    expect(then.timeline.length).toBeGreaterThanOrEqual(order.timeline.length);
  }
  return then;
}

/** Cancels what is not sent, lets everything else arrive and takes it back. */
function takeEverythingBack(order: StoredOrder, now: Date, heard: Heard): StoredOrder {
  const since = new Date(0);
  let present = order;
  const go = (rule: (order: StoredOrder) => Decision<Order> | undefined) => {
    present = run(present, rule, heard);
  };
  for (const { sellerOrderId } of order.sellerOrders) {
    const part = () => present.sellerOrders.find((one) => one.sellerOrderId === sellerOrderId) ?? fc.pre(false);
    const here = () => part() as Part;
    const lines = linesOf(present, here());
    if (unsent(here(), lines).length > 0) {
      const [act, refundId] = [actOn(here(), 'seller', now), newId(RefundId)];
      go((one) => cancelPieces(one, act, { refundId, reason: 'over' }));
    }
    if (here().parcels.length > 0) {
      const act = actOn(here(), 'buyer', now);
      go((one) => deliver(one, act));
    }
    const pieces = lines
      .map((line) => ({ lineId: line.lineId, quantity: returnable(here(), line, since) }))
      .filter(({ quantity }) => quantity > 0);
    if (pieces.length > 0) {
      const [act, returnId] = [actOn(here(), 'buyer', now), newId(ReturnId)];
      go((one) => requestReturn(one, act, { returnId, pieces, reason: 'all of it', since }));
    }
    for (const { returnId } of here().returns) {
      const [act, refundId] = [actOn(here(), 'seller', now), newId(RefundId)];
      go((one) => decideReturn(one, act, { returnId, approve: true }));
      go((one) => receiveReturn(one, act, { returnId, refundId, restock: true }));
    }
  }
  return present;
}

test('whatever buyers, shops and admins do in whatever order: pieces and money stay right, and taking everything back gives back all to the cent', () => {
  fc.assert(
    fc.property(
      pricedCart,
      fc.constantFrom(0, 1_000, 3_333, 10_000),
      fc.array(command, { maxLength: 40, size: 'max' }),
      (cart, rate, commands) => {
        let order = paidOrder(cart, start, rate);
        let clock = start.getTime();
        const heard = new Heard();
        for (const one of commands) {
          clock += days(one.waitDays);
          const now = new Date(clock);
          const next = fitted(one, order, now);
          const before = order;
          order = run(order, ruleOf(next, order, now), heard);
          if (order !== before && next.what === 'give the whole payment back') heard.wholeBack = true;
          const canceled = heard.types.has('order.canceled');
          if (!canceled) requireSound(order, heard);
          else expect(heard.refunds.length).toBe(order.sellerOrders.flatMap(({ refunds }) => refunds).length);
        }
        if (heard.types.has('order.canceled')) {
          expect(order.status).toBe('canceled');
          expect(order.sellerOrders.flatMap(({ parcels }) => parcels)).toEqual([]);
          return;
        }
        order = takeEverythingBack(order, new Date(clock), heard);
        requireSound(order, heard);
        const left = order.sellerOrders.map((part) => moneyLeft(order, part));
        expect(plus(...left)).toEqual({ amount: 0, shop: 0, commission: 0, marketDiscount: 0 });
        if (!heard.wholeBack) expect(plus(...heard.refunds).amount).toBe(order.total);
      },
    ),
    { numRuns: Number(process.env.ORDER_RUNS ?? 500) },
  );
});
