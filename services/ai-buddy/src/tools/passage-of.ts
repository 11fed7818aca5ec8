import type { Passage, ProductFacts } from '../knowledge/passage.ts';

/**
 * @param product what is known about a product
 * @returns a passage to cite for it
 */
export function passageOf(product: ProductFacts): Passage {
  return {
    id: `${product.productId}#facts`,
    source: 'product',
    ref: product.productId,
    title: product.title,
    text: '',
    language: 'en',
    audience: 'all',
    product,
  };
}
