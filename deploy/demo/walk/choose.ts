import { ProductId } from '@credenza/contracts';
import { z } from 'zod';
import { PlainError } from '../../local/plain-error.ts';
import { type ProductPage, productPage } from '../purchase.ts';
import { expected, type Rest } from '../rest.ts';

/** What is bought. */
export interface Choice {
  productId: ProductId;
  page: ProductPage;
  variant: ProductPage['variants'][number];
  quantity: number;
}

const List = z.object({ items: z.array(z.object({ productId: ProductId })) });
const affordable = '30000';

/**
 * Picks a product that is in stock.
 *
 * @param rest the marketplace
 * @param wanted a product's id or words to search for; anything affordable when missing
 * @param chance a number in [0, 1) that picks among many
 * @returns the product, the variant of which there is most, and two pieces if there are so many
 * @throws PlainError when there is nothing like that in stock
 */
export async function choose(rest: Rest, wanted: string | undefined, chance: number): Promise<Choice> {
  const productId = ProductId.safeParse(wanted).data ?? (await find(rest, wanted, chance));
  const page = await productPage(rest, productId);
  const [variant] = page.variants.toSorted((one, other) => other.available - one.available);
  if (!variant || variant.available === 0) throw new PlainError(`${page.title} is sold out; choose another --product.`);
  return { productId, page, variant, quantity: Math.min(2, variant.available) };
}

async function find(rest: Rest, words: string | undefined, chance: number): Promise<ProductId> {
  const filter: Record<string, string> =
    words === undefined ? { priceMax: affordable, limit: '100' } : { q: words, limit: '1' };
  const query = new URLSearchParams({ inStock: 'true', ...filter });
  const { items } = expected(await rest.ask('GET', `/api/products?${query}`), List, 'looking for a product');
  const found = items[Math.floor(chance * items.length)];
  if (found) return found.productId;
  throw new PlainError(
    words === undefined
      ? 'The marketplace has no products: start it once without --no-seed.'
      : `Nothing in stock is found for “${words}”.`,
  );
}
