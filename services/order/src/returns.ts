import {
  type OrderLine,
  type RefundId,
  type ReturnId,
  returnApproved,
  returnDeclined,
  returnReceived,
  returnRequested,
} from '@credenza/contracts';
import { Conflict, type Decision, NotFound } from '@credenza/service-kit';
import { moneyBack, noteRefund, refundFact } from './money-back.ts';
import type { Order, StoredOrder } from './order-state.ts';
import type { Part, Pieces, Return } from './part.ts';
import { type Act, factsOf, linesOf, partFor, pieceFacts, requirePieces, withPart } from './part-change.ts';
import { whereabouts } from './whereabouts.ts';

/** The whole life of a return. What is not in the table changes nothing. */
export const returnTransitions: Record<
  Return['state'],
  Partial<Record<'approve' | 'decline' | 'receive', Return['state']>>
> = {
  requested: { approve: 'approved', decline: 'declined' },
  approved: { receive: 'received' },
  declined: {},
  received: {},
};

/**
 * How many pieces of a line may be sent back: those that have arrived within the time for it and are not on their way back. Where a
 * line came in several parcels, what went back before counts for the oldest ones, in the buyer's favour.
 *
 * @param part the seller order
 * @param line one of its lines
 * @param since the earliest arrival that still counts
 * @returns pieces
 */
export function returnable(part: Part, line: OrderLine, since: Date): number {
  const { delivered, returning } = whereabouts(part, line);
  const fresh = whereabouts(
    { ...part, parcels: part.parcels.filter(({ deliveredAt }) => deliveredAt && deliveredAt >= since) },
    line,
  );
  return Math.min(fresh.delivered, delivered - returning);
}

/**
 * The buyer wants to send pieces back.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param wish which pieces and why, and the earliest arrival that still counts
 * @returns the decision; nothing when the same command has asked already
 * @throws Conflict when so many have not arrived, not in time, or are on their way back; Invalid for a line of somebody else
 */
export function requestReturn(
  order: StoredOrder,
  act: Act,
  wish: { returnId: ReturnId; pieces: Pieces[]; reason: string; since: Date },
): Decision<Order> | undefined {
  const part = partFor(order, act);
  if (part.returns.some(({ key }) => key === act.key)) return undefined;
  const lines = linesOf(order, part);
  const { returnId, pieces, reason, since } = wish;
  requirePieces(pieces, lines, (line) => returnable(part, line, since), 'there to be sent back');
  const asked: Return = { returnId, key: act.key, state: 'requested', pieces, reason, requestedAt: act.now };
  return change(order, part, asked, { at: act.now, what: 'return-requested', detail: reason }, [
    returnRequested.of({ ...returnFacts(order, part, asked), reason }),
  ]);
}

/**
 * The shop takes the pieces back, or does not.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param answer about which return, yes or no, and a note for the buyer
 * @returns the decision; nothing when that is decided so already
 * @throws NotFound when there is no such return; Conflict when it is decided otherwise
 */
export function decideReturn(
  order: StoredOrder,
  act: Act,
  answer: { returnId: ReturnId } & ({ approve: true; note?: string | undefined } | { approve: false; note: string }),
): Decision<Order> | undefined {
  const { part, found } = returnFor(order, act, answer.returnId);
  const state = returnTransitions[found.state][answer.approve ? 'approve' : 'decline'];
  const { note } = answer;
  if (!state) {
    const asWanted = answer.approve ? found.state !== 'declined' : found.state === 'declined';
    if (asWanted) return undefined;
    throw new Conflict(`This return is ${found.state} already.`);
  }
  const decided: Return = { ...found, state, note, decidedAt: act.now };
  const facts = returnFacts(order, part, decided);
  const fact = answer.approve
    ? returnApproved.of({ ...facts, note })
    : returnDeclined.of({ ...facts, note: answer.note });
  const what = answer.approve ? ('return-approved' as const) : ('return-declined' as const);
  return change(order, part, decided, { at: act.now, what, detail: note }, [fact]);
}

/**
 * The pieces are back with the shop; their money goes back to the buyer.
 *
 * @param order the order
 * @param act who, of which seller order
 * @param arrival of which return, and whether the pieces can be sold again
 * @returns the decision; nothing when that is known
 * @throws NotFound when there is no such return; Conflict when it is not approved
 */
export function receiveReturn(
  order: StoredOrder,
  act: Act,
  arrival: { returnId: ReturnId; refundId: RefundId; restock: boolean },
): Decision<Order> | undefined {
  const { part, found } = returnFor(order, act, arrival.returnId);
  if (found.state === 'received') return undefined;
  const state = returnTransitions[found.state].receive;
  if (!state) throw new Conflict(`This return is ${found.state}. Only an approved one can be received.`);
  const { refundId, restock } = arrival;
  const money = moneyBack(order, part, found.pieces);
  const received: Return = { ...found, state, receivedAt: act.now, restock, refundId };
  const fact = returnReceived.of({
    ...returnFacts(order, part, received),
    refund: refundFact(order, refundId, money),
    restock,
  });
  const paidBack = noteRefund(part, { ...money, refundId, why: 'return', at: act.now });
  return change(order, paidBack, received, { at: act.now, what: 'return-received' }, [fact]);
}

function returnFor(order: StoredOrder, act: Act, returnId: ReturnId): { part: Part; found: Return } {
  const part = partFor(order, act);
  const found = part.returns.find((one) => one.returnId === returnId);
  if (!found) throw new NotFound('return');
  return { part, found };
}

function returnFacts(order: StoredOrder, part: Part, { returnId, pieces }: Return) {
  return { ...factsOf(order, part), returnId, pieces: pieceFacts(linesOf(order, part), pieces) };
}

function change(
  order: StoredOrder,
  part: Part,
  changed: Return,
  entry: Parameters<typeof withPart>[2]['entry'],
  facts: Decision<Order>['facts'],
): Decision<Order> {
  const known = part.returns.some(({ returnId }) => returnId === changed.returnId);
  const returns = known
    ? part.returns.map((one) => (one.returnId === changed.returnId ? changed : one))
    : [...part.returns, changed];
  return withPart(order, { ...part, returns }, { entry, facts });
}
