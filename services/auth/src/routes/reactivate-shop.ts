import { route } from '@credenza/service-kit';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { moveShop } from '../shop.ts';
import { ShopParams, ShopView, shopReply } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const reactivateShop = route({
  method: 'post',
  path: '/api/auth/shops/:sellerId/reactivate',
  summary: 'Open a suspended shop again; everything is on sale as it was.',
  role: 'admin',
  ifMatch: 'optional',
  params: ShopParams,
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, params: { sellerId }, ifVersion }, ctx: Context) {
    await signedIn(user, ctx);
    const about = { act: 'shop.reactivated', actor: user.id, ifVersion };
    const after = await changeShop(sellerId, (now) => moveShop(now, 'reactivate'), about, ctx);
    return shopReply(after, 'admin');
  },
});
