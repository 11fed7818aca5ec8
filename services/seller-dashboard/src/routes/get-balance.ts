import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import { BalanceView, balanceView } from '../balance.ts';
import type { Context } from '../context.ts';

const Reply = z.object({ items: z.array(BalanceView) });

export const getBalance = route({
  method: 'get',
  path: '/api/seller/balance',
  summary: "Your shop's money in each currency, and what the next payout would be.",
  role: 'seller',
  reply: Reply,
  async handle({ user }, ctx: Context): Promise<z.input<typeof Reply>> {
    const sellerId = sellerOf(user);
    const { current: generation } = await ctx.model.generations.live();
    const [balances, shop] = await Promise.all([
      ctx.accounts.balances({ generation, sellerId }),
      ctx.shops.find(generation, sellerId),
    ]);
    return { items: balances.map((balance) => balanceView(balance, shop)) };
  },
});
