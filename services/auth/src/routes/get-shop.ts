import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { ShopParams, ShopView, shopReply } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const getShop = route({
  method: 'get',
  path: '/api/auth/shops/:sellerId',
  summary: 'A shop.',
  role: 'admin',
  params: ShopParams,
  reply: ShopView,
  async handle({ user, params }, ctx: Context) {
    await signedIn(user, ctx);
    return shopReply(await ctx.shops.get(params.sellerId), 'admin');
  },
});
