import type { UserId } from '@credenza/contracts';
import { Forbidden, Invalid, NotFound, type User } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { actingSeller } from './owned.ts';
import type { Seller } from './product.store.ts';
import { sellerNameOf } from './shopify.store.ts';

/**
 * Says whose range a file belongs to: a seller's own, or the one that an admin names.
 *
 * @param user who is signed in
 * @param sellerId the seller that was asked for
 * @param ctx the products, to know the seller's name from
 * @param where the part of the request that names the seller
 * @returns the seller
 * @throws Forbidden for somebody else's range, Invalid when an admin names nobody, NotFound for a seller without products
 */
export async function sellerFor(
  user: User,
  sellerId: UserId | undefined,
  ctx: Context,
  where = 'query',
): Promise<Seller> {
  if (user.role !== 'admin') {
    const seller = await actingSeller(user, ctx.shops);
    if (sellerId !== undefined && sellerId !== seller.id) throw new Forbidden('This is the range of another seller.');
    return seller;
  }
  if (sellerId === undefined) {
    throw new Invalid('Say whose products these are.', [{ field: `${where}.sellerId`, message: 'is missing' }]);
  }
  const name = (await ctx.shops.find(sellerId))?.name ?? (await sellerNameOf(sellerId, ctx.products.aggregates));
  if (name === undefined) throw new NotFound('seller with products');
  return { id: sellerId, name };
}
