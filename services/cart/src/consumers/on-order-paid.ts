import { orderPaid } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import { cartIdOf } from '../cart.ts';
import type { Context } from '../context.ts';
import { takeOrdered } from '../take-ordered.ts';

export const onOrderPaid = consumer(orderPaid, async ({ data }, ctx: Context) => {
  await ctx.carts.changeIfThere(cartIdOf(data.buyerId), (cart) => takeOrdered(cart, data));
});
