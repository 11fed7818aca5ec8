import { CartSnapshot, Quantity, VariantId } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import { addPieces } from '../change-lines.ts';
import type { Context } from '../context.ts';
import { changeCart, showCart, welcome } from '../visitor.ts';

export const addLine = route({
  method: 'post',
  path: '/api/cart/lines',
  summary: 'Put pieces of a variant into the cart; a variant that is in it already gets more pieces.',
  role: 'optional',
  ifMatch: 'optional',
  idempotency: 'own',
  body: z.object({ variantId: VariantId, quantity: Quantity }),
  reply: CartSnapshot,
  problems: ['not-found', 'conflict'],
  async handle(input, ctx: Context) {
    const { body, ifVersion, idempotencyKey: key } = input;
    const [visitor, offer] = await Promise.all([welcome(input, ctx), ctx.offerOf(body.variantId)]);
    if (!offer) throw new NotFound('variant');
    const add = { offer, quantity: body.quantity, key };
    const changed = await changeCart(visitor, (cart) => addPieces(cart, add), { ifVersion, ctx });
    const cart = await ctx.catchUp(changed.cart, [offer.productId]);
    return showCart(visitor, { ...changed, cart }, ctx);
  },
});
