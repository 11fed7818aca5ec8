import { route } from '@credenza/service-kit';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { ownShop } from '../membership.ts';
import { giveUpShop as giveUp } from '../shop.ts';
import { ShopView, shopReply } from '../shop-view.ts';

export const giveUpShop = route({
  method: 'post',
  path: '/api/auth/shop/close',
  summary: 'Close your shop for good; only for owners. What was bought is still sent and paid out.',
  role: 'seller',
  ifMatch: 'optional',
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, ifVersion }, ctx: Context) {
    const { shop } = await ownShop(user, ctx, 'owner');
    const about = { act: 'shop.closed', actor: user.id, ifVersion };
    const after = await changeShop(shop._id, (now) => giveUp(now, user.id), about, ctx);
    return shopReply(after, 'owner');
  },
});
