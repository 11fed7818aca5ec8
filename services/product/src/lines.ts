import type { ReservedLine } from './reservation.ts';

/**
 * @param order an order as its events tell it
 * @returns what it is about, as far as stock is concerned
 */
export function linesOf(order: { lines: ReservedLine[] }): ReservedLine[] {
  return order.lines.map(({ variantId, productId, quantity }) => ({ variantId, productId, quantity }));
}

/**
 * Adds up lines of the same variant.
 *
 * @param lines what an order is about
 * @returns one line per variant, in the order of their ids: orders that want the same pieces meet at the first one
 */
export function perVariant<Line extends { variantId: string; quantity: number }>(lines: Line[]): Line[] {
  const byVariant = new Map<string, Line>();
  for (const line of lines) {
    const before = byVariant.get(line.variantId);
    byVariant.set(line.variantId, before ? { ...before, quantity: before.quantity + line.quantity } : line);
  }
  return [...byVariant.values()].sort((one, other) => (one.variantId < other.variantId ? -1 : 1));
}
