import { PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { pageFrom } from '../cursor.ts';
import { RangeQuery } from '../range.ts';
import { ProductRow, placeOf, RankedBy, ranking, titled } from '../ranking.ts';

const Reply = pageOf(ProductRow).extend({ currency: z.string() });

export const rankProducts = route({
  method: 'get',
  path: '/api/seller/products',
  summary: 'Your products by what they brought, the best first.',
  role: 'seller',
  query: RangeQuery.extend(PageQuery.shape).extend({ by: RankedBy.default('sales') }),
  reply: Reply,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof Reply>> {
    const asked = await ask(user, query, ctx);
    const ranked = await ranking(asked, query.by, ctx.sums);
    const { items, ...next } = pageFrom(ranked, (one) => [placeOf(one, query.by), one.productId], query);
    return { currency: asked.currency, items: await titled(items, asked, ctx.wares), ...next };
  },
});
