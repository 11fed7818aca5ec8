import { CartSnapshot } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { clearCart } from '../change-lines.ts';
import type { Context } from '../context.ts';
import { changeCart, showCart, welcome } from '../visitor.ts';

export const deleteCart = route({
  method: 'delete',
  path: '/api/cart',
  summary: 'Take everything out of the cart.',
  role: 'optional',
  ifMatch: 'optional',
  reply: CartSnapshot,
  async handle(input, ctx: Context) {
    const visitor = await welcome(input, ctx);
    return showCart(visitor, await changeCart(visitor, clearCart, { ifVersion: input.ifVersion, ctx }), ctx);
  },
});
