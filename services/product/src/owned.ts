import { ProductId } from '@credenza/contracts';
import { ownedBy, Reply, type User } from '@credenza/service-kit';
import { z } from 'zod';
import { type ProductPage, pageOfProduct } from './page-view.ts';
import type { Products } from './product.store.ts';
import type { StoredProduct } from './product-state.ts';
import { etagOf } from './rendered.ts';
import type { Stocks } from './stock.store.ts';

/** Who may change products: sellers their own, admins all. */
export const keepers = ['seller', 'admin'] as const;

export const ProductParams = z.object({ productId: ProductId });

/**
 * @param product a product
 * @param parts the stores
 * @param status another status than 200
 * @returns its page as its seller sees it, with the ETag that If-Match takes
 */
export async function ownedPage(
  product: StoredProduct,
  parts: { stocks: Stocks },
  status?: number,
): Promise<Reply<ProductPage>> {
  const page = pageOfProduct(product, await parts.stocks.levelsOf(product._id), { owned: true });
  const etag = etagOf(JSON.stringify(page), product.version);
  return new Reply(page, {
    ...(status !== undefined && { status }),
    headers: { etag, 'cache-control': 'private, no-cache' },
  });
}

/**
 * Checks that a user may change a product.
 *
 * @param user a seller or an admin
 * @param productId the product
 * @param products where it is
 * @returns the product
 * @throws NotFound when there is none, or it is another seller's
 */
export async function ownedProduct(user: User, productId: string, products: Products): Promise<StoredProduct> {
  const product = await products.get(productId);
  ownedBy(user, product.sellerId, 'product');
  return product;
}
