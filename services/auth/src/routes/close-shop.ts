import { route } from '@credenza/service-kit';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { moveShop } from '../shop.ts';
import { Reason, ShopParams, ShopView, shopReply } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const closeShop = route({
  method: 'post',
  path: '/api/auth/shops/:sellerId/close',
  summary: 'Close a shop for good, or decline one that has applied, and say why.',
  role: 'admin',
  ifMatch: 'optional',
  params: ShopParams,
  body: Reason,
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, params: { sellerId }, body: { reason }, ifVersion }, ctx: Context) {
    await signedIn(user, ctx);
    const about = { act: 'shop.closed', actor: user.id, detail: { reason }, ifVersion };
    const after = await changeShop(sellerId, (now) => moveShop(now, 'close', reason), about, ctx);
    return shopReply(after, 'admin');
  },
});
