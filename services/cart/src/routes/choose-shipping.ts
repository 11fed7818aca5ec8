import { CartSnapshot, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { chooseShipping as choose } from '../choose.ts';
import type { Context } from '../context.ts';
import { cartNow, changeCart, showCart, welcome } from '../visitor.ts';

export const chooseShipping = route({
  method: 'put',
  path: '/api/cart/shipping/choices/:sellerId',
  summary: "Choose one of a shop's shipping options.",
  role: 'optional',
  ifMatch: 'optional',
  params: z.object({ sellerId: UserId }),
  body: z.object({ optionId: z.string().min(1).max(40) }),
  reply: CartSnapshot,
  problems: ['conflict'],
  async handle(input, ctx: Context) {
    const { params, body, ifVersion } = input;
    const visitor = await welcome(input, ctx);
    await cartNow(visitor, ctx); // what the shop offers now
    const choice = { ...params, ...body };
    return showCart(visitor, await changeCart(visitor, (cart) => choose(cart, choice), { ifVersion, ctx }), ctx);
  },
});
