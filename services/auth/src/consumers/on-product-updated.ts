import { productUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noteProduct } from '../onboarding.ts';

/** Remembers that a shop has had a product, for the checklist; one word per shop and process is enough. */
export const onProductUpdated = consumer(productUpdated, async ({ data: { sellerId } }, ctx: Context) => {
  if (ctx.stocked.has(sellerId)) return;
  // A shop without its document belongs to an account that has not been seen since there are shops; it will be told again.
  if (!(await ctx.shops.find(sellerId))) return;
  await ctx.shops.change(sellerId, noteProduct);
  ctx.stocked.add(sellerId);
});
