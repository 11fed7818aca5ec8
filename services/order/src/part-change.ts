import { OrderId, type OrderLine, type SellerOrderId } from '@credenza/contracts';
import { Conflict, type Decision, Invalid, NotFound, StaleVersion } from '@credenza/service-kit';
import type { Order, OrderEntry, StoredOrder } from './order-state.ts';
import { hasHeard, type Part, type Party, type Pieces } from './part.ts';

/** Who does something to a seller order, when, and under which key. */
export interface Act<By extends Party = Party> {
  sellerOrderId: SellerOrderId;
  by: By;
  now: Date;
  /** Whose Idempotency-Key: a command that comes again with it changes nothing. */
  key: string;
  /** The version of the seller order that the caller has seen. */
  ifVersion?: number | undefined;
}

/**
 * Finds the seller order that somebody acts on.
 *
 * @param order the order
 * @param act who acts on which
 * @returns the seller order
 * @throws NotFound when it is not in the order; StaleVersion when it has changed since the caller looked; Conflict when the order is
 *   not paid, or not any more
 */
export function partFor(order: StoredOrder, act: Pick<Act, 'sellerOrderId' | 'ifVersion' | 'key'>): Part {
  const part = order.sellerOrders.find((one) => one.sellerOrderId === act.sellerOrderId);
  if (!part) throw new NotFound('order');
  const seen = act.ifVersion ?? part.version;
  if (seen !== part.version && !hasHeard(part, act.key)) throw new StaleVersion(part.version);
  if (order.status === 'pending') throw new Conflict('The order is not paid yet.');
  return part;
}

/**
 * @param order an order
 * @param part one of its seller orders
 * @returns the lines that belong to it
 */
export function linesOf(order: Pick<Order, 'lines'>, part: Pick<Part, 'sellerId'>): OrderLine[] {
  return order.lines.filter((line) => line.sellerId === part.sellerId);
}

/**
 * Writes a change of one seller order. An order of which no shop sends anything any more is canceled.
 *
 * @param order the order before
 * @param part the seller order afterwards, in whatever version
 * @param told the entry for the timeline and the events
 * @returns the decision
 */
export function withPart(
  order: StoredOrder,
  part: Part,
  told: { entry: Omit<OrderEntry, 'sellerOrderId'>; facts?: Decision<Order>['facts'] },
): Decision<Order> {
  const after = { ...part, version: part.version + 1 };
  const sellerOrders = order.sellerOrders.map((one) => (one.sellerOrderId === part.sellerOrderId ? after : one));
  const over = order.status === 'paid' && sellerOrders.every(({ state }) => state === 'canceled');
  return {
    state: {
      sellerOrders,
      timeline: [...order.timeline, { ...told.entry, sellerOrderId: part.sellerOrderId }],
      ...(over && { status: 'canceled', checkoutOf: undefined, refund: 'pending', cancelDetail: told.entry.detail }),
    },
    facts: told.facts ?? [],
  };
}

/**
 * Decides several things as one: each rule sees what those before it have decided.
 *
 * @param order the order before
 * @param rules what to decide, in turn
 * @returns all of it together; nothing when no rule decides anything
 * @throws whatever a rule throws
 */
export function inTurn(
  order: StoredOrder,
  rules: ((order: StoredOrder) => Decision<Order> | undefined)[],
): Decision<Order> | undefined {
  let present = order;
  let all: Decision<Order> | undefined;
  for (const rule of rules) {
    const next = rule(present);
    if (!next) continue;
    present = Object.assign({}, present, next.state);
    all = { state: { ...all?.state, ...next.state }, facts: [...(all?.facts ?? []), ...next.facts] };
  }
  return all;
}

/**
 * @param order the order
 * @param part one of its seller orders
 * @returns what every event about it says
 */
export function factsOf(order: StoredOrder, part: Part) {
  const { buyerId, currency } = order;
  const { sellerOrderId, sellerId, sellerName } = part;
  return { orderId: OrderId.parse(order._id), sellerOrderId, sellerId, sellerName, buyerId, currency };
}

/**
 * @param lines the lines of a seller order
 * @param pieces some pieces of them
 * @returns the pieces as events tell them, with those of one line together
 */
export function pieceFacts(lines: OrderLine[], pieces: Pieces[]) {
  return lines.flatMap(({ lineId, variantId, productId, title }) => {
    const quantity = pieces.reduce((sum, one) => sum + (one.lineId === lineId ? one.quantity : 0), 0);
    return quantity > 0 ? [{ lineId, variantId, productId, title, quantity }] : [];
  });
}

/**
 * Checks that there are the pieces that somebody wants to do something with.
 *
 * @param pieces what is wanted
 * @param lines the lines of the seller order
 * @param free how many pieces of a line there are for it
 * @param words what they would have to be, such as `left to send`
 * @throws Invalid when a line is not of this seller order; Conflict with the numbers when there are too few
 */
export function requirePieces(
  pieces: Pieces[],
  lines: OrderLine[],
  free: (line: OrderLine) => number,
  words: string,
): void {
  for (const [index, { lineId, quantity }] of pieces.entries()) {
    const line = lines.find((one) => one.lineId === lineId);
    if (!line)
      throw new Invalid('A line is not of this shop’s order.', [
        { field: `body.pieces.${index}.lineId`, message: 'is not in it' },
      ]);
    const there = free(line);
    if (quantity > there)
      throw new Conflict(`Of “${line.title}” ${there} ${there === 1 ? 'piece is' : 'pieces are'} ${words}.`, {
        lineId,
        wanted: quantity,
        available: there,
      });
  }
}
