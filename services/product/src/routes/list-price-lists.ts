import { Currency } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

const PriceListView = z.object({
  currency: Currency,
  name: z.string(),
  products: z.int().meta({ description: 'products with a price in this currency' }),
});

export const listPriceLists = route({
  method: 'get',
  path: '/api/products/price-lists',
  summary: "Your shop's price lists: the currencies that you give prices in beside the marketplace's.",
  role: 'seller',
  reply: z.object({ items: z.array(PriceListView) }),
  async handle({ user }, ctx: Context) {
    return { items: await ctx.priceLists.of(sellerOf(user)) };
  },
});
