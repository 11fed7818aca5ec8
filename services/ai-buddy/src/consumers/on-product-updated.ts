import { productUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { loadProduct } from '../knowledge/load-product.ts';
import { pointOf } from '../seller/ware.ts';

/** Learns what a product is now, so that no answer rests on what it was, and since when, for what its shop asks. */
export const onProductUpdated = consumer(productUpdated, async ({ data, aggregateversion, time }, ctx: Context) => {
  await ctx.knowledge.learn([await loadProduct(data, aggregateversion)]);
  const point = pointOf(data, { version: aggregateversion, at: new Date(time) });
  await ctx.wares.note(data.productId, data.sellerId, point);
});
