import { Currency } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

const shared = /^seller:.*:(pending|available)$/;

/** The trial balance. The shops' accounts are summed up: there may be very many. */
export const getTotals = route({
  method: 'get',
  path: '/api/payments/admin/ledger/totals',
  summary: 'What every account of the ledger has come to, the shops summed up; a currency always sums to zero.',
  role: 'admin',
  reply: z.object({
    totals: z.array(z.object({ currency: Currency, account: z.string(), amount: z.int() })),
  }),
  async handle(_input, ctx: Context) {
    const sums = new Map<string, { currency: string; account: string; amount: number }>();
    for (const { currency, account: own, amount } of await ctx.ledger.totals()) {
      const account = own.replace(shared, 'sellers:$1');
      const sum = sums.get(`${currency} ${account}`) ?? { currency, account, amount: 0 };
      sums.set(`${currency} ${account}`, { ...sum, amount: sum.amount + amount });
    }
    return { totals: [...sums.values()] };
  },
});
