import { type DisputeId, disputeOpened, disputeResolved, type RefundId, type ReturnId } from '@credenza/contracts';
import { Conflict, type Decision, NotFound } from '@credenza/service-kit';
import { moneyLeft, noteRefund, refundFact } from './money-back.ts';
import type { Order, StoredOrder } from './order-state.ts';
import type { Dispute, Part } from './part.ts';
import { type Act, factsOf, partFor, withPart } from './part-change.ts';
import { cut } from './takings.ts';

/** The most notes a dispute takes, so that an order cannot grow without end. */
export const maxNotes = 100;

/**
 * The buyer does not agree with the shop: what was sent has not arrived, or a return was declined.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param claim why; which declined return it is about, if any; and the earliest arrival that may still be disputed
 * @returns the decision; nothing when the same command has opened it already
 * @throws Conflict when another one is open, nothing was sent, its arrival was too long ago, or the return is not declined or was
 *   disputed before; NotFound when there is no such return
 */
export function openDispute(
  order: StoredOrder,
  act: Act,
  claim: { disputeId: DisputeId; reason: string; returnId?: ReturnId | undefined; since: Date },
): Decision<Order> | undefined {
  const part = partFor(order, act);
  if (part.disputes.some(({ key }) => key === act.key)) return undefined;
  if (part.disputes.some(({ state }) => state === 'open')) throw new Conflict('A dispute about this is open already.');
  if (claim.returnId) requireDeclined(part, claim.returnId);
  else requireSent(part, claim.since);
  const { disputeId, reason, returnId } = claim;
  const dispute: Dispute = {
    disputeId,
    key: act.key,
    state: 'open',
    reason,
    ...(returnId && { returnId }),
    openedAt: act.now,
    notes: [],
  };
  return withPart(
    order,
    { ...part, disputes: [...part.disputes, dispute] },
    {
      entry: { at: act.now, what: 'dispute-opened', detail: reason },
      facts: [disputeOpened.of({ ...factsOf(order, part), disputeId, reason, returnId })],
    },
  );
}

function requireDeclined(part: Part, returnId: ReturnId): void {
  const found = part.returns.find((one) => one.returnId === returnId);
  if (!found) throw new NotFound('return');
  if (found.state !== 'declined')
    throw new Conflict(`That return is ${found.state}; only a declined one can be disputed.`);
  if (part.disputes.some((one) => one.returnId === returnId)) throw new Conflict('That return was disputed before.');
}

function requireSent(part: Part, since: Date): void {
  if (part.parcels.length === 0) throw new Conflict('Nothing of this was sent yet; you can cancel it.');
  if (part.parcels.every(({ deliveredAt }) => deliveredAt && deliveredAt < since))
    throw new Conflict('The time to say that it has not arrived is over.');
}

/**
 * One of the parties, or an admin, says something in a dispute.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param note in which dispute, and the words
 * @returns the decision; nothing when the same command has said it already
 * @throws NotFound when there is no such dispute; Conflict when it is resolved or full
 */
export function noteInDispute(
  order: StoredOrder,
  act: Act<'buyer' | 'seller' | 'admin'>,
  note: { disputeId: DisputeId; text: string },
): Decision<Order> | undefined {
  const { part, found } = disputeFor(order, act, note.disputeId);
  if (found.notes.some(({ key }) => key === act.key)) return undefined;
  if (found.state !== 'open') throw new Conflict('The dispute is resolved.');
  if (found.notes.length >= maxNotes) throw new Conflict('There are enough notes now; an admin will decide.');
  const notes = [...found.notes, { key: act.key, at: act.now, by: act.by, text: note.text }];
  return change(order, part, { ...found, notes }, { at: act.now, what: 'dispute-noted', detail: note.text }, []);
}

/**
 * An admin decides.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param ruling about which dispute, why, and how much goes back to the buyer in minor units; missing when nothing does
 * @returns the decision; nothing when the same was decided already
 * @throws NotFound when there is no such dispute; Conflict when it is decided otherwise, or less than the amount is left
 */
export function resolveDispute(
  order: StoredOrder,
  act: Act,
  ruling: { disputeId: DisputeId; note: string; refundId: RefundId; amount?: number | undefined },
): Decision<Order> | undefined {
  const { part, found } = disputeFor(order, act, ruling.disputeId);
  const { disputeId, note, refundId, amount } = ruling;
  const state = amount === undefined ? 'dismissed' : 'refunded';
  if (found.state !== 'open') {
    const given = part.refunds.find((one) => one.refundId === found.refundId)?.amount;
    if (found.state === state && given === amount) return undefined;
    throw new Conflict(`This dispute is ${found.state} already.`);
  }
  const resolved: Dispute = { ...found, state, resolvedAt: act.now, resolution: note };
  const entry = { at: act.now, what: 'dispute-resolved' as const, detail: note };
  const facts = { ...factsOf(order, part), disputeId, outcome: state, note } as const;
  if (amount === undefined) return change(order, part, resolved, entry, [disputeResolved.of(facts)]);

  const left = moneyLeft(order, part);
  if (amount > left.amount)
    throw new Conflict('So much is not left of what the buyer has paid here.', { wanted: amount, left: left.amount });
  const money = cut(left, amount);
  const fact = disputeResolved.of({ ...facts, refund: refundFact(order, refundId, money) });
  const paidBack = noteRefund(part, { ...money, refundId, why: 'dispute', at: act.now });
  return change(order, paidBack, { ...resolved, refundId }, entry, [fact]);
}

function disputeFor(order: StoredOrder, act: Act, disputeId: DisputeId): { part: Part; found: Dispute } {
  const part = partFor(order, act);
  const found = part.disputes.find((one) => one.disputeId === disputeId);
  if (!found) throw new NotFound('dispute');
  return { part, found };
}

function change(
  order: StoredOrder,
  part: Part,
  changed: Dispute,
  entry: Parameters<typeof withPart>[2]['entry'],
  facts: Decision<Order>['facts'],
): Decision<Order> {
  const disputes = part.disputes.map((one) => (one.disputeId === changed.disputeId ? changed : one));
  return withPart(order, { ...part, disputes }, { entry, facts });
}
