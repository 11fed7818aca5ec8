import { ProductId } from '@credenza/contracts';
import { z } from 'zod';
import { tame } from '../answer/tame.ts';
import { improveListing as adviseOnListing } from '../seller/listing-advice.ts';
import { ownProduct } from '../seller/own-product.ts';
import { passageOf } from './passage-of.ts';
import { shopOf } from './shop-of.ts';
import { tool } from './tool.ts';

export const improveListing = tool({
  name: 'improve_listing',
  description:
    "Says what comparable, better-selling listings tell buyers that a listing of the caller's own shop does not.",
  roles: ['seller'],
  input: z.object({ productId: ProductId }),
  async run({ productId }, caller, ctx) {
    const sellerId = shopOf(caller);
    const { gaps, ...advice } = await adviseOnListing(ctx, sellerId, productId);
    // The words in it are those of other shops.
    const harmless = gaps.map((gap) => ({ ...gap, text: tame(gap.text), examples: gap.examples.map(tame) }));
    return {
      data: { advice: { ...advice, gaps: harmless } },
      passages: [passageOf(ownProduct(ctx.knowledge, sellerId, productId))],
    };
  },
});
