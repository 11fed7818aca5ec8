import { NotFound, Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PayoutAccount } from '../payout-account.ts';
import { ShopParams } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const revealPayoutAccount = route({
  method: 'get',
  path: '/api/auth/shops/:sellerId/payout-account',
  summary: "Where a shop's money goes, in full, for who makes the transfers; reading it is written to the audit log.",
  role: 'admin',
  params: ShopParams,
  reply: PayoutAccount,
  async handle({ user, params: { sellerId } }, ctx: Context) {
    await signedIn(user, ctx);
    const { payout } = await ctx.shops.get(sellerId);
    if (!payout) throw new NotFound('payout account');
    const account = PayoutAccount.parse(JSON.parse(await ctx.payoutAccounts.unseal(payout.sealed)));
    await ctx.audit.record({ act: 'payout-account.read', actor: user.id, subject: sellerId, outcome: 'done' });
    return new Reply(account, { headers: { 'cache-control': 'private, no-store' } });
  },
});
