import { PageQuery, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { CoverRow, cover, urgencyOf } from '../cover.ts';
import { pageFrom } from '../cursor.ts';

const Reply = pageOf(CoverRow);

export const listStockCover = route({
  method: 'get',
  path: '/api/seller/stock',
  summary: 'How many days the stock of what sells will last, what runs out first first.',
  role: 'seller',
  query: PageQuery,
  reply: Reply,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof Reply>> {
    const sellerId = sellerOf(user);
    const { current: generation } = await ctx.model.generations.live();
    const rows = await cover({ generation, sellerId }, { wares: ctx.wares, moves: ctx.moves, now: ctx.now() });
    return pageFrom(rows, (row) => [urgencyOf(row), row.variantId], query);
  },
});
