import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';

/** Promotions that are read at a time. */
const pageSize = 100;

/** A buyer's cart, and what a shop has set. Which limited promotions an order has used up stays: by ids, or limits would not hold. */
export const personal: PersonalData<Context> = {
  async *export({ userId, sellerId }, ctx) {
    const { version, ...cart } = await ctx.carts.ofUser(userId);
    if (version > 0) yield ['carts', cart];
    if (!sellerId) return;
    for (const [shop, options] of await ctx.shippings.of([sellerId])) yield ['shipping-options', { shop, options }];
    const page = { sellerId, ended: true, limit: pageSize };
    let found = await ctx.promotions.list(page);
    while (found.length > 0) {
      for (const promotion of found) yield ['promotions', promotion];
      const last = found.at(-1);
      found = last && found.length === pageSize ? await ctx.promotions.list({ ...page, after: last._id }) : [];
    }
  },
  async erase({ userId }, ctx) {
    return await ctx.carts.forget(userId);
  },
};
