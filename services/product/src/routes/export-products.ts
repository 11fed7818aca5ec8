import { UserId } from '@credenza/contracts';
import { RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { keepers } from '../owned.ts';
import { rangeOf } from '../shopify.store.ts';
import { exportFile } from '../shopify-export.ts';
import { sellerFor } from '../shopify-seller.ts';

export const exportProducts = route({
  method: 'get',
  path: '/api/products/export',
  summary: "Your whole range as Shopify's product CSV; importing it again changes nothing.",
  role: keepers,
  query: z.object({ sellerId: UserId.optional() }),
  produces: 'text/csv',
  limit: { points: 30, seconds: 60 },
  problems: ['not-found'],
  async handle({ user, query }, ctx: Context): Promise<RawReply> {
    const seller = await sellerFor(user, query.sellerId, ctx);
    const range = rangeOf(seller.id, { products: ctx.products.aggregates, stocks: ctx.stocks });
    return new RawReply(exportFile(range), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="products.csv"',
      'cache-control': 'no-store',
    });
  },
});
