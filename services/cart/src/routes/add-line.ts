import { CartSnapshot, Quantity, VariantId } from '@credenza/contracts';
import { NotFound, route, StaleVersion } from '@credenza/service-kit';
import { z } from 'zod';
import { type Addition, addPieces, wasAdded } from '../change-lines.ts';
import type { Context } from '../context.ts';
import { cartOf, changeCart, showCart, type Visitor, welcome } from '../visitor.ts';

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
    const changed = await addOnce(visitor, add, { ifVersion, ctx });
    const cart = await ctx.catchUp(changed.cart, [offer.productId]);
    return showCart(visitor, { ...changed, cart }, ctx);
  },
});

/** Whoever repeats an addition gets the cart as it is, whatever version the first request insisted on. */
async function addOnce(visitor: Visitor, add: Addition, about: { ifVersion: number | undefined; ctx: Context }) {
  try {
    return await changeCart(visitor, (cart) => addPieces(cart, add), about);
  } catch (error) {
    if (!(error instanceof StaleVersion)) throw error;
    const shown = await cartOf(visitor, about.ctx);
    if (!wasAdded(shown.cart, add)) throw error;
    return shown;
  }
}
