import type { OrderLine } from '@credenza/contracts';
import { type Part, type PartState, type PartStep, type Pieces, partTransitions } from './part.ts';

/** Where the pieces of a line are. */
export interface Whereabouts {
  bought: number;
  canceled: number;
  sent: number;
  /** Of those sent. */
  delivered: number;
  /** Of those delivered: asked to go back, or back already. */
  returning: number;
  /** Of those returning: back with the shop. */
  back: number;
}

/**
 * @param part a seller order
 * @param line one of its lines
 * @returns where its pieces are
 */
export function whereabouts(part: Part, line: Pick<OrderLine, 'lineId' | 'quantity'>): Whereabouts {
  const count = (all: { pieces: Pieces[] }[]) =>
    all.flatMap(({ pieces }) => pieces).reduce((sum, one) => sum + (one.lineId === line.lineId ? one.quantity : 0), 0);
  return {
    bought: line.quantity,
    canceled: count(part.cancellations),
    sent: count(part.parcels),
    delivered: count(part.parcels.filter(({ deliveredAt }) => deliveredAt)),
    returning: count(part.returns.filter(({ state }) => state !== 'declined')),
    back: count(part.returns.filter(({ state }) => state === 'received')),
  };
}

/**
 * @param part a seller order
 * @param lines its lines
 * @returns pieces that are neither sent nor canceled
 */
export function unsent(part: Part, lines: OrderLine[]): Pieces[] {
  if (part.state === 'canceled') return [];
  return lines.flatMap((line) => {
    const { bought, canceled, sent } = whereabouts(part, line);
    const quantity = bought - canceled - sent;
    return quantity > 0 ? [{ lineId: line.lineId, quantity }] : [];
  });
}

/**
 * @param part a seller order whose pieces have just moved
 * @param lines its lines
 * @returns the state that follows
 */
export function stateByPieces(part: Part, lines: OrderLine[]): PartState {
  const all = lines.map((line) => whereabouts(part, line));
  const step: PartStep | undefined = all.every((one) => one.canceled === one.bought)
    ? 'allCanceled'
    : all.every((one) => one.delivered + one.canceled === one.bought)
      ? 'allArrived'
      : all.every((one) => one.sent + one.canceled === one.bought)
        ? 'allSent'
        : undefined;
  return (step && partTransitions[part.state][step]) ?? part.state;
}
