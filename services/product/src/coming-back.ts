import type { Decision, Stored } from '@credenza/service-kit';
import { perVariant } from './lines.ts';
import { type ComingBack, mayRetake, type Reservation, type ReservedLine } from './reservation.ts';

/**
 * Pieces of a paid order come back. The word of it may overtake the word of the payment, so it is noted first.
 *
 * @param present the reservation
 * @param back which pieces, under which name
 * @returns the change; undefined when that is noted, or all pieces of the order are back or were never sold
 */
export function noteBack(
  present: Stored<Reservation>,
  back: Pick<ComingBack, 'id' | 'lines'>,
): Decision<Reservation> | undefined {
  const open = present.status === 'held' || present.status === 'committed' || mayRetake(present);
  if (!open || present.back?.some(({ id }) => id === back.id)) return undefined;
  return { state: { back: [...(present.back ?? []), { ...back, done: false }] }, facts: [] };
}

/**
 * @param present the reservation
 * @returns the pieces that wait to go back on offer: those of a sold order
 */
export function waiting(present: Reservation): ReservedLine[] {
  if (present.status !== 'committed') return [];
  return perVariant((present.back ?? []).filter(({ done }) => !done).flatMap(({ lines }) => lines));
}

/**
 * @param present the reservation
 * @returns the change that goes with putting them back; undefined when none wait
 */
export function settleBack(present: Stored<Reservation>): Decision<Reservation> | undefined {
  if (waiting(present).length === 0) return undefined;
  return { state: { back: present.back?.map((one) => ({ ...one, done: true })) }, facts: [] };
}

/**
 * @param present the reservation of a sold order
 * @returns its pieces that have not come back
 */
export function stillOut(present: Reservation): ReservedLine[] {
  const back = perVariant((present.back ?? []).filter(({ done }) => done).flatMap(({ lines }) => lines));
  return perVariant(present.lines).flatMap((line) => {
    const quantity = line.quantity - (back.find(({ variantId }) => variantId === line.variantId)?.quantity ?? 0);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}
