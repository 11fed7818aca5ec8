import { productUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { loadProduct } from '../knowledge/load-product.ts';

/** Learns what a product is now, so that no answer rests on what it was. */
export const onProductUpdated = consumer(productUpdated, async ({ data, aggregateversion }, ctx: Context) => {
  await ctx.knowledge.learn([await loadProduct(data, aggregateversion)]);
});
