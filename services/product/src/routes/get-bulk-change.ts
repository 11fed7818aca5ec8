import { PageQuery, ProductId } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import { BulkId } from '../bulk-input.ts';
import { BulkView, viewBulk } from '../bulk-view.ts';
import type { Context } from '../context.ts';
import { keepers, scopeOf } from '../owned.ts';

export const getBulkChange = route({
  method: 'get',
  path: '/api/products/bulk/:bulkId',
  summary: 'A bulk change: what it does to which product, and how far it is.',
  role: keepers,
  params: z.object({ bulkId: BulkId }),
  query: PageQuery.extend({ cursor: ProductId.optional() }),
  reply: BulkView,
  async handle({ params, query, user }, ctx: Context): Promise<BulkView> {
    const { sellerId } = await ctx.bulks.aggregates.get(params.bulkId);
    if (user.role !== 'admin' && scopeOf(user) !== sellerId) throw new NotFound('bulk change');
    return await viewBulk(params.bulkId, query, ctx);
  },
});
