import { CartSnapshot } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { setDestination as set } from '../choose.ts';
import type { Context } from '../context.ts';
import { Country } from '../country.ts';
import { changeCart, showCart, welcome } from '../visitor.ts';

export const setDestination = route({
  method: 'put',
  path: '/api/cart/destination',
  summary: 'Say where the parcels shall go: shipping and tax follow from it.',
  role: 'optional',
  ifMatch: 'optional',
  body: z.object({ country: Country, postalCode: z.string().trim().min(1).max(20).optional() }),
  reply: CartSnapshot,
  async handle(input, ctx: Context) {
    const { body, ifVersion } = input;
    const visitor = await welcome(input, ctx);
    return showCart(visitor, await changeCart(visitor, (cart) => set(cart, body), { ifVersion, ctx }), ctx);
  },
});
