import { Currency } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { OtherCurrency } from '../list-price.ts';

const Name = z.string().trim().min(1).max(60);

export const namePriceList = route({
  method: 'put',
  path: '/api/products/price-lists/:currency',
  summary: 'Make a price list in another currency, or call it something else.',
  role: 'seller',
  params: z.object({ currency: OtherCurrency }),
  body: z.strictObject({ name: Name }),
  reply: z.object({ currency: Currency, name: Name }),
  async handle({ params, body, user }, ctx: Context) {
    const list = { currency: params.currency, name: body.name };
    await ctx.priceLists.name(sellerOf(user), list);
    return list;
  },
});
