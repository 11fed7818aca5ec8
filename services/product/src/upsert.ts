import { ProductId } from '@credenza/contracts';
import { Conflict } from '@credenza/service-kit';
import type { Levels } from './levels.ts';
import type { Seller } from './product.store.ts';
import type { NewProduct } from './product-change.ts';
import type { StoredProduct } from './product-state.ts';
import { type ProductParts, planFor, setVariants, type Wish } from './set-variants.ts';

/** What a product shall be, whether the seller has it already (then it is given, with its stock) or not. */
export type AnyWish = (present: StoredProduct | undefined, levels: Levels) => NewProduct;

/** A product by its name in the seller's range. */
export interface Upsert {
  seller: Seller;
  handle: string;
  wish: AnyWish;
}

/** What had to be done. */
export type Outcome = 'created' | 'updated' | 'unchanged';

const maxAttempts = 50;

/**
 * Makes a seller's product with this handle be what is wished, whether it exists or not; variants are matched by their
 * option values. The same wish again writes and tells nothing.
 *
 * @param upsert whose product, and what it shall be
 * @param parts the stores and the clock
 * @returns what had to be done, and the product's id
 * @throws Conflict when a variant would have fewer pieces than orders hold
 */
export async function upsertByHandle(
  upsert: Upsert,
  parts: ProductParts,
): Promise<{ outcome: Outcome; productId: ProductId }> {
  const { seller, handle, wish } = upsert;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const present = await parts.products.withHandle(seller.id, handle);
    if (present) {
      const { changed } = await setVariants(present, wishFor(upsert), parts);
      return { outcome: changed ? 'updated' : 'unchanged', productId: ProductId.parse(present._id) };
    }
    const created = await parts.products.insert(seller, { ...wish(undefined, new Map()), handle });
    if (created) return { outcome: 'created', productId: ProductId.parse(created._id) };
    // somebody was faster
  }
  throw new Conflict(`The product ${handle} is being changed by too many at once. Try again.`);
}

/**
 * Says what `upsertByHandle` would do, without doing it.
 *
 * @param upsert whose product, and what it shall be
 * @param parts the stores and the clock
 * @returns the outcome to expect
 * @throws Conflict as there
 */
export async function previewUpsert(upsert: Upsert, parts: ProductParts): Promise<Outcome> {
  const present = await parts.products.withHandle(upsert.seller.id, upsert.handle);
  if (!present) return 'created';
  const { changes } = await planFor(present, wishFor(upsert), parts);
  return changes ? 'updated' : 'unchanged';
}

const wishFor =
  ({ seller, handle, wish }: Upsert): Wish =>
  (present, levels) => ({
    ...wish(present, levels),
    handle,
    sellerName: seller.name,
  });
