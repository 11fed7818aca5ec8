import { Currency, marketplaceCurrency, UserId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import { fundsIn } from '../balance.ts';
import type { Context } from '../context.ts';
import { Funds } from '../funds-view.ts';

export const getBalance = route({
  method: 'get',
  path: '/api/payments/balance',
  summary: "Your shop's funds, by currency.",
  role: 'seller',
  reply: z.object({ sellerId: UserId, balances: z.array(z.object({ currency: Currency }).extend(Funds.shape)) }),
  async handle({ user }, ctx: Context) {
    const sellerId = sellerOf(user);
    const balance = await ctx.balances.aggregates.find(sellerId);
    const currencies = [...new Set([marketplaceCurrency, ...Object.keys(balance?.funds ?? {})])].sort();
    return { sellerId, balances: currencies.map((currency) => ({ currency, ...fundsIn(balance, currency) })) };
  },
});
