import type { productUpdated } from '@credenza/contracts';
import { marketplaceCurrency } from '@credenza/contracts';
import type { z } from 'zod';
import { gone, type Material } from './material.ts';
import type { ProductFacts } from './passage.ts';
import { splitText } from './split.ts';
import { languageOf } from './terms.ts';

type Told = z.output<typeof productUpdated.schema>;

/**
 * @param told what product tells about a product
 * @param version the product's version
 * @returns what may be said about it; nothing of one that cannot be bought just now
 */
export async function loadProduct(told: Told, version: number): Promise<Material> {
  const facts = factsOf(told, version);
  if (told.status !== 'active' || told.shopOpen === false || !facts) return gone(told.productId, version);
  return {
    ref: told.productId,
    version,
    source: 'product',
    title: told.title,
    language: languageOf(told.description),
    audience: 'all',
    product: facts,
    pieces: await splitText(told.description),
  };
}

function factsOf(told: Told, version: number): ProductFacts | undefined {
  const { productId, sellerId, sellerName, title, category, tags, rating, image } = told;
  const variants = told.variants.map((one) => ({
    variantId: one.variantId,
    title: one.title,
    price: one.price.amount,
    available: one.available,
  }));
  if (variants.length === 0) return undefined;
  const prices = variants.map(({ price }) => price);
  return {
    productId,
    version,
    sellerId,
    sellerName,
    title,
    category,
    tags,
    attributes: told.attributes ?? {},
    currency: marketplaceCurrency,
    priceMin: Math.min(...prices),
    priceMax: Math.max(...prices),
    inStock: variants.some(({ available }) => available > 0),
    rating,
    image,
    variants,
  };
}
