import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { adviseOnStock, StockRow, usualWish } from '../stock-advice.ts';

const Days = z.coerce.number().int().min(1).max(180);

export const getInventory = route({
  method: 'get',
  path: '/api/assistant/seller/inventory',
  summary:
    'How long your stock will last, what to order now, and what nobody buys, with reasons; what matters most first.',
  role: 'seller',
  limit: { points: 30, seconds: 60 },
  query: z.object({
    leadDays: Days.default(usualWish.leadDays).meta({ description: 'how long an order takes to come' }),
    coverDays: Days.default(usualWish.coverDays).meta({ description: 'how long it is to last' }),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: z.object({ items: z.array(StockRow), count: z.int().meta({ description: 'variants on offer' }) }),
  async handle({ query, user }, ctx: Context) {
    const rows = await adviseOnStock(ctx, sellerOf(user), query);
    return { items: rows.slice(0, query.limit), count: rows.length };
  },
});
