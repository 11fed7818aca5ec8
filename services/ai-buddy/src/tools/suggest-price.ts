import { Amount, ProductId } from '@credenza/contracts';
import { z } from 'zod';
import { ownProduct } from '../seller/own-product.ts';
import { suggestPricing } from '../seller/price-advice.ts';
import { passageOf } from './passage-of.ts';
import { shopOf } from './shop-of.ts';
import { tool } from './tool.ts';

export const suggestPrice = tool({
  name: 'suggest_price',
  description:
    "Proposes prices for a product of the caller's own shop, with reasons: comparable products, own sales, and how buyers react to prices. Amounts are in minor units.",
  roles: ['seller'],
  input: z.object({ productId: ProductId, unitCost: Amount.optional() }),
  async run({ productId, unitCost }, caller, ctx) {
    const sellerId = shopOf(caller);
    const advice = await suggestPricing(ctx, sellerId, productId, { unitCost });
    return { data: { advice }, passages: [passageOf(ownProduct(ctx.knowledge, sellerId, productId))] };
  },
});
