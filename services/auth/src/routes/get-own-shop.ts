import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { ownShop } from '../membership.ts';
import { ShopView, shopReply } from '../shop-view.ts';

export const getOwnShop = route({
  method: 'get',
  path: '/api/auth/shop',
  summary: 'The shop that you work for.',
  role: 'seller',
  reply: ShopView,
  async handle({ user }, ctx: Context) {
    const { shop, role } = await ownShop(user, ctx);
    return shopReply(shop, role);
  },
});
