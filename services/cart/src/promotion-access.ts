import { NotFound, sellerOf, type User } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { type StoredPromotion, usesId } from './promotion.ts';
import { promotionView } from './promotion-view.ts';

/**
 * Lets a shop go on with its own promotions, and an admin with all.
 *
 * @param user who is signed in
 * @param promotion a promotion
 * @throws NotFound when it is somebody else's
 */
export function requireOwn(user: User, promotion: StoredPromotion): void {
  if (user.role !== 'admin' && promotion.sellerId !== sellerOf(user)) throw new NotFound('promotion');
}

/**
 * @param promotions some promotions
 * @param ctx the context
 * @returns what their makers see, with how often they were used
 */
export async function viewsOf(promotions: StoredPromotion[], ctx: Context) {
  const used = await ctx.uses.counts(promotions.map(({ _id }) => usesId(_id)));
  return promotions.map((one) => promotionView(one, ctx.now(), used.get(usesId(one._id))));
}

/**
 * @param promotion a promotion
 * @param ctx the context
 * @returns what its maker sees, with how often it was used
 */
export async function viewOf(promotion: StoredPromotion, ctx: Context) {
  const list = usesId(promotion._id);
  return promotionView(promotion, ctx.now(), (await ctx.uses.counts([list])).get(list));
}
