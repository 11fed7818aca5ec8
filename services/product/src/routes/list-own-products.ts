import { PageQuery, ProductId, ProductStatus, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import { OwnCard } from '../card-view.ts';
import type { Context } from '../context.ts';
import { type OwnRange, ownRange } from '../own-range.store.ts';

const counts = z.object({ draft: z.int(), active: z.int(), archived: z.int() });

export const listOwnProducts = route({
  method: 'get',
  path: '/api/products/mine',
  summary: 'Your range with drafts and archived products, the newest first, and how many there are of each status.',
  role: 'seller',
  query: PageQuery.extend({ cursor: ProductId.optional(), status: ProductStatus.optional() }),
  reply: pageOf(OwnCard).extend({ counts }),
  async handle({ query, user }, ctx: Context): Promise<OwnRange> {
    const { limit, cursor, status } = query;
    return await ownRange(
      sellerOf(user),
      { limit, after: cursor, status },
      { products: ctx.products.aggregates, stocks: ctx.stocks, categories: ctx.categories },
    );
  },
});
