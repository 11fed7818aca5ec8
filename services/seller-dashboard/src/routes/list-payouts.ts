import { PageQuery, PayoutId, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import type { z } from 'zod';
import { PayoutView, payoutView } from '../balance.ts';
import type { Context } from '../context.ts';

const Reply = pageOf(PayoutView);

export const listPayouts = route({
  method: 'get',
  path: '/api/seller/payouts',
  summary: "Your shop's payouts, the newest first.",
  role: 'seller',
  query: PageQuery.extend({ cursor: PayoutId.optional() }),
  reply: Reply,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof Reply>> {
    const sellerId = sellerOf(user);
    const { current: generation } = await ctx.model.generations.live();
    const page = { limit: query.limit + 1, after: query.cursor };
    const found = await ctx.accounts.payouts({ generation, sellerId }, page);
    const items = found.slice(0, query.limit);
    const last = found.length > items.length ? items.at(-1) : undefined;
    return { items: items.map(payoutView), ...(last && { nextCursor: last.payoutId }) };
  },
});
