import { route } from '@credenza/service-kit';
import { givePayoutAccount } from '../change-payout-account.ts';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { ownShop } from '../membership.ts';
import { maskOf, PayoutAccount } from '../payout-account.ts';
import { ShopView, shopReply } from '../shop-view.ts';

export const setPayoutAccount = route({
  method: 'put',
  path: '/api/auth/shop/payout-account',
  summary: 'Say where the money of your shop goes; only for owners. From then on it is shown masked.',
  role: 'seller',
  ifMatch: 'required',
  body: PayoutAccount,
  reply: ShopView,
  async handle({ user, body, ifVersion }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    const account = { sealed: await ctx.payoutAccounts.seal(JSON.stringify(body)), masked: maskOf(body) };
    const change = (now: typeof shop) => givePayoutAccount(now, user.id, account, ctx.now());
    const about = { act: 'payout-account.set', actor: user.id, detail: { masked: account.masked }, ifVersion };
    const after = await changeShop(shop._id, change, about, ctx);
    return shopReply(after, 'owner');
  },
});
