import { route } from '@credenza/service-kit';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { moveShop } from '../shop.ts';
import { Reason, ShopParams, ShopView, shopReply } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const suspendShop = route({
  method: 'post',
  path: '/api/auth/shops/:sellerId/suspend',
  summary: "Take a shop's products off sale, and say why; what was bought is still sent.",
  role: 'admin',
  ifMatch: 'optional',
  params: ShopParams,
  body: Reason,
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, params: { sellerId }, body: { reason }, ifVersion }, ctx: Context) {
    await signedIn(user, ctx);
    const about = { act: 'shop.suspended', actor: user.id, detail: { reason }, ifVersion };
    const after = await changeShop(sellerId, (now) => moveShop(now, 'suspend', reason), about, ctx);
    return shopReply(after, 'admin');
  },
});
