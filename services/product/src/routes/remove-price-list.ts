import { Conflict, NotFound, route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { OtherCurrency } from '../list-price.ts';

export const removePriceList = route({
  method: 'delete',
  path: '/api/products/price-lists/:currency',
  summary: 'Take away a price list that no product has a price in.',
  role: 'seller',
  params: z.object({ currency: OtherCurrency }),
  problems: ['not-found', 'conflict'],
  async handle({ params, user }, ctx: Context) {
    const { found, products } = await ctx.priceLists.remove(sellerOf(user), params.currency);
    if (!found) throw new NotFound('price list');
    if (products > 0)
      throw new Conflict(`${products} of your products have prices in ${params.currency}. Take those away first.`, {
        products,
      });
  },
});
