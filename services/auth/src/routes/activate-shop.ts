import { route } from '@credenza/service-kit';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { activateShop as activate } from '../onboarding.ts';
import { ShopParams, ShopView, shopReply } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const activateShop = route({
  method: 'post',
  path: '/api/auth/shops/:sellerId/activate',
  summary: 'Open a shop that has applied and has everything that is required.',
  role: 'admin',
  ifMatch: 'optional',
  params: ShopParams,
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, params: { sellerId }, ifVersion }, ctx: Context) {
    const [{ rows }] = await Promise.all([ctx.checklists.read(), signedIn(user, ctx)]);
    const about = { act: 'shop.activated', actor: user.id, ifVersion };
    const after = await changeShop(sellerId, (now) => activate(now, rows), about, ctx);
    return shopReply(after, 'admin');
  },
});
