import { ProductId } from '@credenza/contracts';
import { z } from 'zod';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { ProductFacts } from '../knowledge/passage.ts';
import { dayMs } from './history.ts';
import { gapsOf, type Listing } from './listing.ts';
import { ownProduct } from './own-product.ts';
import { Reason } from './reason.ts';
import type { SellerParts } from './stores.ts';

/** So many neighbours are looked at, and so many of those that sell better are learned from. */
const [compared, learnedFrom] = [30, 10];
/** Whose sales count, in days. */
const lately = 90;

/** What a listing lacks beside better-selling ones. */
export const ListingAdvice = z.object({
  productId: ProductId,
  title: z.string(),
  comparedWith: z.int().meta({ description: 'comparable listings that sell better; 0: there is nobody to learn from' }),
  gaps: z.array(
    Reason.extend({
      among: z.int().meta({ description: 'how many of them have it' }),
      examples: z.array(z.string()),
    }),
  ),
});
export type ListingAdvice = z.input<typeof ListingAdvice>;

/**
 * Compares a listing with comparable ones that sell better.
 *
 * @param parts the stores, what is on offer, and the clock
 * @param sellerId the shop, from the caller's own token
 * @param productId the product
 * @returns what they say that it does not; who sells how much is nobody's business
 * @throws NotFound when the product is another shop's, or not on offer
 */
export async function improveListing(
  { knowledge, sales, now }: SellerParts,
  sellerId: string,
  productId: ProductId,
): Promise<ListingAdvice> {
  const own = ownProduct(knowledge, sellerId, productId);
  const near = knowledge
    .like(productId, { limit: compared, filter: { category: own.category } })
    .flatMap(({ passage: { product } }) => product ?? []);
  const since = new Date(now().getTime() - lately * dayMs);
  const pieces = await sales.piecesOf([productId, ...near.map((one) => one.productId)], since);
  const soldOf = ({ productId: id }: ProductFacts) => pieces.get(id) ?? 0;
  // The nearest ones first, so that equal sales leave the more comparable.
  const better = near.filter((one) => soldOf(one) > soldOf(own)).slice(0, learnedFrom);
  return {
    productId,
    title: own.title,
    comparedWith: better.length,
    gaps: gapsOf(
      listingOf(own, knowledge),
      better.map((one) => listingOf(one, knowledge)),
    ),
  };
}

function listingOf(product: ProductFacts, { store }: Knowledge): Listing {
  const { title, tags, attributes, image, rating } = product;
  const text = (store.material(product.productId)?.pieces ?? []).join('\n');
  return { title, text, tags, attributes, image, reviews: rating?.count ?? 0 };
}
