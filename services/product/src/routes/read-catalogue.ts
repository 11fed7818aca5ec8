import { readCatalogue as operation } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { updatedFact } from '../product-state.ts';

export const readCatalogue = internalRoute(operation, async ({ after, limit }, ctx: Context) => {
  const products = await ctx.products.page(after, limit);
  const levels = await ctx.stocks.levels(
    products.flatMap(({ variants }) => variants.map(({ variantId }) => variantId)),
  );
  const entries = products.map((product) => ({
    version: product.version,
    product: updatedFact(product._id, product, levels, []).data,
  }));
  const last = products.at(-1);
  return { entries, ...(last && products.length === limit && { next: last._id }) };
});
