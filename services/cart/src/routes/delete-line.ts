import { CartSnapshot, LineId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { removeLine } from '../change-lines.ts';
import type { Context } from '../context.ts';
import { changeCart, showCart, welcome } from '../visitor.ts';

export const deleteLine = route({
  method: 'delete',
  path: '/api/cart/lines/:lineId',
  summary: 'Take a line out of the cart.',
  role: 'optional',
  ifMatch: 'optional',
  params: z.object({ lineId: LineId }),
  reply: CartSnapshot,
  async handle(input, ctx: Context) {
    const { params, ifVersion } = input;
    const visitor = await welcome(input, ctx);
    return showCart(
      visitor,
      await changeCart(visitor, (cart) => removeLine(cart, params.lineId), { ifVersion, ctx }),
      ctx,
    );
  },
});
