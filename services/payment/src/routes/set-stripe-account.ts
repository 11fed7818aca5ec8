import { UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

export const setStripeAccount = route({
  method: 'put',
  path: '/api/payments/admin/stripe/accounts/:sellerId',
  summary: "Say which connected account at Stripe a shop's payouts go to from now on.",
  role: 'admin',
  params: z.object({ sellerId: UserId }),
  body: z.object({ account: z.string().regex(/^acct_\w{1,60}$/, 'must be a connected account, acct_…') }),
  async handle({ params: { sellerId }, body: { account }, user }, ctx: Context) {
    const act = { act: 'payout-account.set', actor: user.id, subject: sellerId, outcome: 'done' as const };
    await ctx.audit.record({ ...act, detail: { bank: 'stripe', account } });
    await ctx.stripeAccounts.keep(sellerId, account);
  },
});
