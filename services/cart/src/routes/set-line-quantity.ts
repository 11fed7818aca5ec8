import { CartSnapshot, LineId, Quantity } from '@credenza/contracts';
import { Conflict, route, StaleVersion } from '@credenza/service-kit';
import { z } from 'zod';
import { lineOf } from '../cart.ts';
import { needsOffer, setQuantity } from '../change-lines.ts';
import type { Context } from '../context.ts';
import { cartOf, changeCart, showCart, welcome } from '../visitor.ts';

export const setLineQuantity = route({
  method: 'patch',
  path: '/api/cart/lines/:lineId',
  summary: 'Set how many pieces a line holds; more pieces must be in stock. Accepts a price that has changed.',
  role: 'optional',
  ifMatch: 'optional',
  params: z.object({ lineId: LineId }),
  body: z.object({ quantity: Quantity }),
  reply: CartSnapshot,
  problems: ['conflict'],
  async handle(input, ctx: Context) {
    const { params, body, ifVersion } = input;
    const visitor = await welcome(input, ctx);
    const { cart: before } = await cartOf(visitor, ctx);
    if (ifVersion !== undefined && ifVersion !== before.version) throw new StaleVersion(before.version);
    const line = lineOf(before, params.lineId);
    const asked = needsOffer(line, body.quantity);
    const offer = asked ? await ctx.offerOf(line.variantId) : undefined;
    if (asked && !offer) throw new Conflict('This is not for sale (any more).', { available: 0 });
    const wanted = { lineId: params.lineId, quantity: body.quantity, offer };
    const changed = await changeCart(visitor, (cart) => setQuantity(cart, wanted), { ifVersion, ctx });
    const cart = asked ? await ctx.catchUp(changed.cart, [line.productId]) : changed.cart;
    return showCart(visitor, { ...changed, cart }, ctx);
  },
});
