import { productUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { productOf } from '../product.ts';

export const onProductUpdated = consumer(productUpdated, async ({ data, aggregateversion }, ctx: Context) => {
  if (aggregateversion === 1) return; // no cart can hold an older state of a product than its first
  // Events may come in the wrong order: carts get the newest that is known, not what this one says.
  const product = await ctx.products.learn(productOf(data, aggregateversion));
  await ctx.carts.tell(product);
});
