import { noteBack } from './coming-back.ts';
import { openIfMissing } from './endings.ts';
import type { ReservationParts } from './holds.ts';
import { putBackWaiting } from './put-back.ts';
import type { ComingBack } from './reservation.ts';

/**
 * Puts pieces of a paid order back on offer, once for each name; before the order's pieces are sold here they wait for that.
 *
 * @param orderId the order
 * @param back which pieces, under the name of the refund or return that brought them
 * @param parts the stores
 */
export async function takeBack(
  orderId: string,
  back: Pick<ComingBack, 'id' | 'lines'>,
  parts: ReservationParts,
): Promise<void> {
  await openIfMissing(orderId, [], 'expiry', parts);
  await parts.reservations.change(orderId, (present) => noteBack(present, back));
  await putBackWaiting(orderId, parts);
}
