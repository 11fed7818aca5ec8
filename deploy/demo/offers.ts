import { ProductId } from '@credenza/contracts';
import { z } from 'zod';
import type { SignedIn } from './accounts.ts';
import type { DemoProduct } from './product.ts';
import { expected, type Rest } from './rest.ts';

const Page = z.object({
  items: z.array(z.object({ productId: ProductId, handle: z.string() })),
  nextCursor: z.string().optional(),
});
const Created = z.object({ productId: ProductId });

/**
 * @param rest the marketplace
 * @param seller a seller
 * @returns the ids of what the seller has on offer, by handle
 */
export async function offered(rest: Rest, seller: SignedIn): Promise<Map<string, ProductId>> {
  const found = new Map<string, ProductId>();
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ sellerId: seller.userId, limit: '100', ...(cursor && { cursor }) });
    const page = expected(await rest.ask('GET', `/api/products?${query}`), Page, 'listing products');
    for (const { handle, productId } of page.items) found.set(handle, productId);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

/**
 * Offers what the seller does not offer yet.
 *
 * @param rest the marketplace
 * @param seller the seller
 * @param products the seller's whole range
 * @param done told after each product
 * @returns the ids of all products by handle, but for drafts and archived ones that were there already
 */
export async function offer(
  rest: Rest,
  seller: SignedIn,
  products: readonly DemoProduct[],
  done: () => void,
): Promise<Map<string, ProductId>> {
  const ids = await offered(rest, seller);
  for (const { body } of products) {
    if (!ids.has(body.handle)) {
      const answer = await rest.ask('POST', '/api/products', { body, token: seller.token });
      // Drafts and archived products are in no list, but their handles are taken.
      if (answer.status !== 409) ids.set(body.handle, expected(answer, Created, `offering ${body.title}`).productId);
    }
    done();
  }
  return ids;
}
