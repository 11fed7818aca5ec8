import { CartSnapshot } from '@credenza/contracts';
import { Conflict, NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import { addCoupon as add } from '../choose.ts';
import type { Context } from '../context.ts';
import { hindranceOf } from '../pricing/coupon.ts';
import { usesId } from '../promotion.ts';
import { CouponCode } from '../promotion-view.ts';
import { changeCart, showCart, welcome } from '../visitor.ts';

export const addCoupon = route({
  method: 'post',
  path: '/api/cart/coupons',
  summary: 'Put a coupon into the cart; one that this cart does not fulfil yet stays in it and says what is missing.',
  role: 'optional',
  ifMatch: 'optional',
  idempotency: 'optional',
  // Nobody shall find coupons by guessing.
  limit: { points: 30, seconds: 60 },
  body: z.object({ code: CouponCode }),
  reply: CartSnapshot,
  problems: ['not-found', 'conflict'],
  async handle(input, ctx: Context) {
    const { body, ifVersion } = input;
    const visitor = await welcome(input, ctx);
    const promotion = await ctx.promotions.ofCode(body.code);
    if (!promotion) throw new NotFound('coupon');
    const lists = [usesId(promotion._id), ...(visitor.userId ? [usesId(promotion._id, visitor.userId)] : [])];
    const terms = { at: ctx.now(), used: await ctx.uses.counts(lists) };
    const hindrance = hindranceOf(promotion, visitor.userId, terms);
    if (hindrance) throw new Conflict(hindrance);
    const changed = await changeCart(visitor, (cart) => add(cart, body.code), { ifVersion, ctx });
    return showCart(visitor, changed, ctx);
  },
});
