import { CartSnapshot } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { cartNow, showCart, welcome } from '../visitor.ts';

export const mergeCart = route({
  method: 'post',
  path: '/api/cart/merge',
  summary: "Take the guest's cart of the cookie or X-Guest-Cart header into one's own; safe to repeat.",
  role: 'user',
  reply: CartSnapshot,
  async handle(input, ctx: Context) {
    const visitor = await welcome(input, ctx);
    return showCart(visitor, await cartNow(visitor, ctx), ctx);
  },
});
