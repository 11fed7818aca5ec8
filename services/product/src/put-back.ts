import { inTransaction } from '@credenza/service-kit';
import { settleBack, waiting } from './coming-back.ts';
import type { ReservationParts } from './holds.ts';

/**
 * Puts those pieces back on offer that wait for it.
 *
 * @param orderId an order
 * @param parts the stores
 */
export async function putBackWaiting(
  orderId: string,
  { reservations, stocks, announcer }: ReservationParts,
): Promise<void> {
  const present = await reservations.find(orderId);
  if (!present || waiting(present).length === 0) return;
  const changed = await inTransaction(reservations.model.db, async (transaction) => {
    let mine: ReturnType<typeof waiting> = [];
    await reservations.change(
      orderId,
      (before) => {
        mine = waiting(before);
        return settleBack(before);
      },
      { transaction },
    );
    const stocked = [];
    for (const { variantId, quantity } of mine)
      stocked.push(await stocks.putBack(variantId, quantity, transaction.session));
    return stocked;
  });
  announcer.notice(changed);
}
