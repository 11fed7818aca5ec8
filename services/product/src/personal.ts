import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { forgetReviewer } from './ratings.ts';
import { rangeOf } from './shopify.store.ts';

/** Reviews of a product that are read at a time. */
const pageSize = 100;

/**
 * What a buyer has received and said about it, and a shop's products. What was said stays, without the name; products stay too, off
 * sale once their shop is closed: orders name them, and no person is in them.
 */
export const personal: PersonalData<Context> = {
  async *export({ userId, sellerId }, ctx) {
    for (const receipt of await ctx.receipts.of(userId)) yield ['received', receipt];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page = { limit: pageSize, first: 'newest' as const, cursor: cursor || undefined };
      const { rows, nextCursor } = await ctx.reviews.page({ buyerId: userId }, page);
      // Who has reported it is for nobody's eyes.
      for (const { reports: _reports, ...review } of rows) yield ['reviews', review];
      cursor = nextCursor;
    }
    if (!sellerId) return;
    for await (const products of rangeOf(sellerId, { products: ctx.products.aggregates, stocks: ctx.stocks }))
      for (const product of products) yield ['products', product];
  },
  async erase({ userId }, ctx) {
    return await forgetReviewer(userId, ctx);
  },
};
