import { cartUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Keeps the cart that the buyer will check out. */
export const onCartUpdated = consumer(cartUpdated, async ({ data }, ctx: Context) => {
  const { cause: _cause, ...cart } = data;
  await ctx.carts.keep(data.userId, cart);
});
