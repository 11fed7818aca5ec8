import type { OrderId, PromotionId, UserId } from '@credenza/contracts';
import type { Promotions } from './promotion.store.ts';
import { isLimited, isOn, usesId } from './promotion.ts';
import type { UsesOfPromotions } from './uses.store.ts';

/** What became of an order's promotions. */
export type Redeemed =
  | { outcome: 'redeemed' }
  | { outcome: 'used-up'; promotionIds: PromotionId[]; ended?: PromotionId[] }
  | { outcome: 'ended' };

interface Shelf {
  promotions: Promotions;
  uses: UsesOfPromotions;
  now(): Date;
}

/**
 * Counts an order against the limits of its promotions, all or none.
 *
 * @param order the order, who buys, and what its cart was priced with
 * @param shelf the promotions, their counters and the clock
 * @returns what became of it; `used-up` names what cannot be had any more, and what of it because it is over
 */
export async function redeem(
  order: { orderId: OrderId; userId: UserId; promotions: { promotionId: PromotionId }[] },
  shelf: Shelf,
): Promise<Redeemed> {
  const { orderId, userId } = order;
  const wanted = [...new Set(order.promotions.map(({ promotionId }) => promotionId))].sort();
  const known = new Map((await shelf.promotions.known(wanted)).map((one) => [one._id, one]));
  const ended = wanted.filter((id) => {
    const promotion = known.get(id);
    return !promotion || !isOn(promotion, shelf.now());
  });
  if (ended.length > 0) return { outcome: 'used-up', promotionIds: ended, ended };
  const refused: PromotionId[] = [];
  for (const id of wanted) {
    const promotion = known.get(id);
    if (promotion && isLimited(promotion) && !(await count(id, { orderId, userId }, promotion, shelf.uses)))
      refused.push(id);
  }
  if (refused.length > 0) {
    await shelf.uses.giveBack(orderId);
    return { outcome: 'used-up', promotionIds: refused };
  }
  // Whoever gives back closes the order first: either this sees it, or the other finds what was counted here.
  if (!(await shelf.uses.isClosed(orderId))) return { outcome: 'redeemed' };
  await shelf.uses.giveBack(orderId);
  return { outcome: 'ended' };
}

/** The buyer's own list first: somebody who may not use it any more must not take the last one from others for a moment. */
async function count(
  id: PromotionId,
  { orderId, userId }: { orderId: OrderId; userId: UserId },
  limits: { totalLimit?: number | undefined; perBuyerLimit?: number | undefined },
  uses: UsesOfPromotions,
): Promise<boolean> {
  const { perBuyerLimit, totalLimit } = limits;
  if (perBuyerLimit !== undefined && !(await uses.take(usesId(id, userId), orderId, perBuyerLimit))) return false;
  return totalLimit === undefined || (await uses.take(usesId(id), orderId, totalLimit));
}

/**
 * Gives back what an order has used of its promotions, and lets it use nothing any more.
 *
 * @param orderId the order
 * @param uses the counters
 * @returns whether there was anything to give back
 */
export async function release(orderId: OrderId, uses: UsesOfPromotions): Promise<boolean> {
  await uses.close(orderId);
  return await uses.giveBack(orderId);
}
