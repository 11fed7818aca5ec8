import { CartSnapshot } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { cartNow, showCart, welcome } from '../visitor.ts';

export const getCart = route({
  method: 'get',
  path: '/api/cart',
  summary: "The caller's cart; empty, with version 0, for whoever has not put anything in yet.",
  role: 'optional',
  reply: CartSnapshot,
  async handle(input, ctx: Context) {
    const visitor = await welcome(input, ctx);
    return showCart(visitor, await cartNow(visitor, ctx), ctx);
  },
});
