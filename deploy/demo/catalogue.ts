import { materialsFor } from './finishes.ts';
import { type DemoProduct, makeProduct } from './product.ts';
import { dice } from './random.ts';
import { sellers } from './sellers/index.ts';
import type { SellerVocabulary } from './vocabulary.ts';

/** A seller with everything they offer. */
export interface DemoRange {
  seller: SellerVocabulary;
  products: DemoProduct[];
}

function rangeOf(seller: SellerVocabulary): DemoRange {
  const grid = seller.lines.flatMap((line) =>
    seller.kinds.filter((kind) => materialsFor(line, kind).length > 0).map((kind) => ({ line, kind })),
  );
  const offered = new Set(dice(`range of ${seller.slug}`).some(grid, seller.count));
  const products = grid
    .filter((cell) => offered.has(cell))
    .map(({ line, kind }, index) => makeProduct(seller, line, kind, index + 1));
  return { seller, products };
}

/**
 * @returns the whole demo catalogue, seller by seller; the same on every call and every machine
 */
export function catalogue(): DemoRange[] {
  return sellers.map(rangeOf);
}
