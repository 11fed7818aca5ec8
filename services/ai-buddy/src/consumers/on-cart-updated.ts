import { cartUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noteSignals } from '../profile/note-signals.ts';

/** What only the buyer does to a cart says something about what they like. */
const own = new Set(['added', 'merged']);

/** Notes what somebody likes enough to put it into the cart. */
export const onCartUpdated = consumer(cartUpdated, async ({ data, time }, ctx: Context) => {
  if (!own.has(data.cause)) return;
  const signals = data.lines.map(({ lineId, productId }) => ({
    key: `cart:${lineId}`,
    kind: 'cart' as const,
    productId,
  }));
  await noteSignals(ctx, data.userId, { at: new Date(time), signals });
});
