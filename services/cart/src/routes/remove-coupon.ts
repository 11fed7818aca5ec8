import { CartSnapshot } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { removeCoupon as remove } from '../choose.ts';
import type { Context } from '../context.ts';
import { CouponCode } from '../promotion-view.ts';
import { changeCart, showCart, welcome } from '../visitor.ts';

export const removeCoupon = route({
  method: 'delete',
  path: '/api/cart/coupons/:code',
  summary: 'Take a coupon out of the cart.',
  role: 'optional',
  ifMatch: 'optional',
  params: z.object({ code: CouponCode }),
  reply: CartSnapshot,
  async handle(input, ctx: Context) {
    const { params, ifVersion } = input;
    const visitor = await welcome(input, ctx);
    const changed = await changeCart(visitor, (cart) => remove(cart, params.code), { ifVersion, ctx });
    return showCart(visitor, changed, ctx);
  },
});
