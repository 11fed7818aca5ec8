import { ProductId, type UserId, type VariantId } from '@credenza/contracts';
import { NotFound, Reply, sellerOf, Unavailable, type User } from '@credenza/service-kit';
import { z } from 'zod';
import { type ProductPage, pageOfProduct } from './page-view.ts';
import type { Products, Seller } from './product.store.ts';
import type { StoredProduct } from './product-state.ts';
import { etagOf } from './rendered.ts';
import type { Shops } from './shop.store.ts';
import type { Stocks } from './stock.store.ts';
import { onOffer } from './variant.ts';

/** Who may change products: sellers their own, admins all. */
export const keepers = ['seller', 'admin'] as const;

export const ProductParams = z.object({ productId: ProductId });

/**
 * @param user a seller or an admin
 * @returns whose products this user may change; undefined for everybody's
 * @throws Forbidden for somebody who works for no shop
 */
export function scopeOf(user: User): UserId | undefined {
  return user.role === 'admin' ? undefined : sellerOf(user);
}

/**
 * @param user a seller
 * @param shops where the name of the shop is
 * @returns the shop that the user acts for
 * @throws Forbidden for somebody who works for no shop; Unavailable in the moment before the shop is known here
 */
export async function actingSeller(user: User, shops: Shops): Promise<Seller> {
  const id = sellerOf(user);
  const shop = await shops.find(id);
  // A founder's account is called as the shop was when it was opened; staff have names of their own.
  if (!shop && id !== user.id) throw new Unavailable('Your shop is not known here yet. Try again in a moment.');
  return { id, name: shop?.name ?? user.name };
}

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
  const scope = scopeOf(user);
  if (scope !== undefined && product.sellerId !== scope) throw new NotFound('product');
  return product;
}

/**
 * Checks that a user may change a variant.
 *
 * @param user a seller or an admin
 * @param params the product and the variant
 * @param products where they are
 * @returns the product
 * @throws NotFound when there is no such product or variant on offer, or it is another seller's
 */
export async function ownedVariant(
  user: User,
  { productId, variantId }: { productId: ProductId; variantId: VariantId },
  products: Products,
): Promise<StoredProduct> {
  const product = await ownedProduct(user, productId, products);
  if (!onOffer(product).some((variant) => variant.variantId === variantId)) throw new NotFound('variant');
  return product;
}
