import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { changeShop } from '../change-shop.ts';
import type { Context } from '../context.ts';
import { ownShop } from '../membership.ts';
import { line } from '../name.ts';
import { acceptTerms as accept } from '../onboarding.ts';
import { ShopView, shopReply } from '../shop-view.ts';

export const acceptTerms = route({
  method: 'post',
  path: '/api/auth/shop/terms',
  summary: 'Accept the terms of the marketplace for your shop; only for owners.',
  role: 'seller',
  body: z.object({ version: line(40).meta({ description: 'the termsVersion of the checklist' }) }),
  reply: ShopView,
  problems: ['conflict'],
  async handle({ user, body: { version } }, ctx: Context) {
    const [{ shop }, { rows }] = await Promise.all([ownShop(user, ctx, 'owner'), ctx.checklists.read()]);
    const accepted = { actor: user.id, version };
    const about = { act: 'terms.accepted', actor: user.id, detail: { version } };
    const after = await changeShop(shop._id, (now) => accept(now, accepted, rows, ctx.now()), about, ctx);
    return shopReply(after, 'owner');
  },
});
