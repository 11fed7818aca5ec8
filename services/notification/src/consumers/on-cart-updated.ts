import { cartUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Shows the cart in the buyer's other tabs; older and repeated versions are not told. */
export const onCartUpdated = consumer(cartUpdated, async ({ data, time }, ctx: Context) => {
  const { cause: _cause, ...cart } = data;
  await ctx.live.tell(data.userId, [{ kind: 'cart', cart }], new Date(time));
});
