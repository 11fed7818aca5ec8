import { route } from '@credenza/service-kit';
import { changeProfile } from '../change-profile.ts';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { ownShop } from '../membership.ts';
import { ProfilePatch } from '../shop-profile.ts';
import { ShopView, shopReply } from '../shop-view.ts';

export const changeShopProfile = route({
  method: 'patch',
  path: '/api/auth/shop',
  summary: 'Change what your shop says about itself; null takes a field away.',
  role: 'seller',
  ifMatch: 'required',
  body: ProfilePatch,
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, body, ifVersion }, ctx: Context) {
    const { shop, role } = await ownShop(user, ctx);
    const about = { act: 'shop.changed', actor: user.id, detail: { fields: Object.keys(body) }, ifVersion };
    const after = await changeShop(shop._id, (now) => changeProfile(now, user.id, body), about, ctx);
    return shopReply(after, role);
  },
});
