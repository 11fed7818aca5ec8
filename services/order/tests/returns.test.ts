import { DisputeId, newId, ParcelId, RefundId, ReturnId } from '@credenza/contracts';
import { Conflict, NotFound } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { maxNotes, noteInDispute, openDispute, resolveDispute } from '../src/disputes.ts';
import { accept, deliver, deliverOverdue, pack, ship } from '../src/fulfil.ts';
import { moneyLeft } from '../src/money-back.ts';
import type { StoredOrder } from '../src/order.ts';
import type { Part } from '../src/part.ts';
import { linesOf } from '../src/part-change.ts';
import { decideReturn, receiveReturn, requestReturn, returnable, returnTransitions } from '../src/returns.ts';
import { actOn, after, refundsIn, told } from './acting.ts';
import { sampleSale } from './samples.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const ago = (days: number) => later(-days);
const oak = (order: StoredOrder): Part => {
  const [part] = order.sellerOrders;
  if (!part) throw new Error('no part');
  return part;
};
const buyer = (order: StoredOrder, at = now) => actOn(oak(order), 'buyer', at);
const seller = (order: StoredOrder, at = now) => actOn(oak(order), 'seller', at);
const admin = (order: StoredOrder) => actOn(oak(order), 'admin', now);
const lampIn = (order: StoredOrder) => {
  const [lamp] = linesOf(order, oak(order));
  if (!lamp) throw new Error('no lamp');
  return lamp;
};
const lamps = (order: StoredOrder, quantity: number) => [{ lineId: lampIn(order).lineId, quantity }];

/** Oak & Ash has sent everything, or some lamps. */
function sent(pieces?: number): StoredOrder {
  let { order } = sampleSale(now);
  for (const step of [accept, pack]) order = after(order, step(order, seller(order)));
  const sending = { parcelId: newId(ParcelId), carrier: 'DHL', dueAt: later(14) };
  return after(order, ship(order, seller(order), { ...sending, ...(pieces && { pieces: lamps(order, pieces) }) }));
}
function arrived(): StoredOrder {
  const order = sent();
  return after(order, deliver(order, buyer(order)));
}
const ask = (order: StoredOrder, quantity: number, returnId = newId(ReturnId), since = ago(30)) =>
  requestReturn(order, buyer(order), { returnId, pieces: lamps(order, quantity), reason: 'too bright', since });

test('the life of a return is this table and nothing else', () => {
  expect(returnTransitions).toEqual({
    requested: { approve: 'approved', decline: 'declined' },
    approved: { receive: 'received' },
    declined: {},
    received: {},
  });
});

describe('a return', () => {
  const returnId = newId(ReturnId);
  const refundId = newId(RefundId);
  const receive = (order: StoredOrder) => receiveReturn(order, seller(order), { returnId, refundId, restock: true });
  const approve = (order: StoredOrder) => decideReturn(order, seller(order), { returnId, approve: true });
  const decline = (order: StoredOrder) =>
    decideReturn(order, seller(order), { returnId, approve: false, note: 'it was used' });

  test('is asked for, approved and received; then the money goes back', () => {
    const order = arrived();
    const asked = ask(order, 2, returnId);
    expect(asked?.facts[0]).toMatchObject({ type: 'return.requested', data: { reason: 'too bright', returnId } });
    const waiting = after(order, asked);
    expect(() => receive(waiting)).toThrow(Conflict);
    const yes = approve(waiting);
    expect(told(yes)).toEqual(['return.approved']);
    const approved = after(waiting, yes);
    expect(approve(approved)).toBeUndefined();
    expect(() => decline(approved)).toThrow(/approved already/);
    const back = receive(approved);
    expect(back?.facts[0]).toMatchObject({
      type: 'return.received',
      data: { restock: true, pieces: [{ title: 'Lamp', quantity: 2 }], refund: { amount: 4_000, commission: 400 } },
    });
    expect(receive(after(approved, back))).toBeUndefined();
  });

  test('that is declined is over, and its pieces can be asked for again', () => {
    const order = arrived();
    const waiting = after(order, ask(order, 3, returnId));
    const no = decline(waiting);
    expect(no?.facts[0]).toMatchObject({ type: 'return.declined', data: { note: 'it was used' } });
    const declined = after(waiting, no);
    expect(decline(declined)).toBeUndefined();
    expect(() => approve(declined)).toThrow(/declined already/);
    expect(() => receive(declined)).toThrow(Conflict);
    expect(ask(declined, 3)).toBeDefined();
  });

  test('is only for pieces that have arrived and are not on their way back', () => {
    const order = sent(2);
    expect(() => ask(order, 1)).toThrow('Of “Lamp” 0 pieces are there to be sent back.');
    const there = after(order, deliver(order, buyer(order)));
    expect(() => ask(there, 3)).toThrow('Of “Lamp” 2 pieces are there to be sent back.');
    const waiting = after(there, ask(there, 1));
    expect(() => ask(waiting, 2)).toThrow('Of “Lamp” 1 piece is there to be sent back.');
  });

  test('is possible for some days after the arrival of each parcel', () => {
    const order = sent(2);
    const first = after(order, deliver(order, buyer(order)));
    const sending = { parcelId: newId(ParcelId), carrier: 'DHL', dueAt: later(60) };
    const both = after(first, ship(first, seller(first), sending));
    const there = after(both, deliver(both, buyer(both, later(20))));
    const left = (present: StoredOrder, at: Date) => returnable(oak(present), lampIn(present), at);
    expect([ago(1), later(1), later(21)].map((since) => left(there, since))).toEqual([3, 1, 0]);
    const waiting = after(there, ask(there, 2));
    expect([ago(1), later(1), later(21)].map((since) => left(waiting, since))).toEqual([1, 1, 0]);
  });

  test('there is none of that id', () => {
    expect(() => approve(arrived())).toThrow(NotFound);
  });
});

describe('a dispute', () => {
  const disputeId = newId(DisputeId);
  const open = (order: StoredOrder, returnId?: ReturnId, since = ago(30)) =>
    openDispute(order, buyer(order), { disputeId, reason: 'it never came', since, ...(returnId && { returnId }) });
  const refund = (order: StoredOrder, amount: number) =>
    resolveDispute(order, admin(order), { disputeId, note: 'lost', refundId: newId(RefundId), amount });
  const dismiss = (order: StoredOrder) =>
    resolveDispute(order, admin(order), { disputeId, note: 'it came', refundId: newId(RefundId) });

  test('about what has not come holds the arrival back until it is resolved', () => {
    const order = sent();
    const opened = open(order);
    expect(told(opened)).toEqual(['dispute.opened']);
    const disputed = after(order, opened);
    expect(() => open(disputed)).toThrow(/open already/);
    expect(deliverOverdue(disputed, later(20))).toBeUndefined();
    const resolved = after(disputed, dismiss(disputed));
    expect(told(deliverOverdue(resolved, later(20)))).toEqual(['order.delivered']);
  });

  test('needs something that was sent, not too long ago', () => {
    const { order } = sampleSale(now);
    expect(() => open(order)).toThrow(/Nothing of this was sent/);
    expect(open(arrived())).toBeDefined();
    expect(() => open(arrived(), undefined, later(1))).toThrow(/over/);
  });

  test('about a return needs one that was declined, once', () => {
    const returnId = newId(ReturnId);
    const order = arrived();
    expect(() => open(order, returnId)).toThrow(NotFound);
    const waiting = after(order, ask(order, 1, returnId));
    expect(() => open(waiting, returnId)).toThrow(/only a declined one/);
    const declined = after(
      waiting,
      decideReturn(waiting, seller(waiting), { returnId, approve: false, note: 'it was used' }),
    );
    const disputed = after(declined, open(declined, returnId));
    const over = after(disputed, dismiss(disputed));
    expect(() => open(over, returnId)).toThrow(/disputed before/);
  });

  test('takes notes of both while it is open, each once', () => {
    const order = sent();
    let disputed = after(order, open(order));
    const act = buyer(disputed);
    const said = noteInDispute(disputed, act, { disputeId, text: 'I was at home.' });
    disputed = after(disputed, said);
    expect(noteInDispute(disputed, act, { disputeId, text: 'I was at home.' })).toBeUndefined();
    disputed = after(disputed, noteInDispute(disputed, seller(disputed), { disputeId, text: 'DHL says it came.' }));
    expect(oak(disputed).disputes[0]?.notes.map(({ by }) => by)).toEqual(['buyer', 'seller']);
    for (let count = 2; count < maxNotes; count += 1)
      disputed = after(disputed, noteInDispute(disputed, seller(disputed), { disputeId, text: 'and' }));
    expect(() => noteInDispute(disputed, seller(disputed), { disputeId, text: 'more' })).toThrow(/enough/);
    const over = after(disputed, dismiss(disputed));
    expect(() => noteInDispute(over, seller(over), { disputeId, text: 'more' })).toThrow(/resolved/);
    expect(() => noteInDispute(order, seller(order), { disputeId: newId(DisputeId), text: '?' })).toThrow(NotFound);
  });

  test('is resolved once: refunded within what is left, or dismissed', () => {
    const order = sent();
    const disputed = after(order, open(order));
    expect(() => refund(disputed, 16_001)).toThrow(/not left/);
    const decision = refund(disputed, 1_000);
    expect(decision?.facts[0]).toMatchObject({
      data: { outcome: 'refunded', note: 'lost', refund: { amount: 1_000, commission: 100, shop: 900 } },
    });
    const resolved = after(disputed, decision);
    expect(refund(resolved, 1_000)).toBeUndefined();
    expect(() => refund(resolved, 999)).toThrow(/refunded already/);
    expect(() => dismiss(resolved)).toThrow(/refunded already/);
    const dismissed = after(disputed, dismiss(disputed));
    expect(dismiss(dismissed)).toBeUndefined();
    expect(() => refund(dismissed, 1_000)).toThrow(/dismissed already/);
  });

  test('that gave money back leaves less for returns, and the last return takes what is left', () => {
    const order = sent();
    const disputed = after(order, open(order));
    let present = after(disputed, refund(disputed, 15_000));
    present = after(present, deliver(present, buyer(present)));
    const amounts: number[] = [];
    for (const line of linesOf(present, oak(present))) {
      const returnId = newId(ReturnId);
      const pieces = [{ lineId: line.lineId, quantity: line.quantity }];
      present = after(
        present,
        requestReturn(present, buyer(present), { returnId, pieces, reason: 'late', since: ago(30) }),
      );
      present = after(present, decideReturn(present, seller(present), { returnId, approve: true }));
      const back = receiveReturn(present, seller(present), { returnId, refundId: newId(RefundId), restock: false });
      amounts.push(...refundsIn(back?.facts ?? []).map(({ amount }) => amount));
      present = after(present, back);
    }
    expect(amounts).toEqual([1_000, 0]);
    expect(moneyLeft(present, oak(present)).amount).toBe(0);
  });
});
