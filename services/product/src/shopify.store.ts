import type { UserId } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import { levelOf } from './levels.ts';
import type { Product, StoredProduct } from './product-state.ts';
import type { ExportedProduct } from './shopify-rows.ts';
import type { Stocks } from './stock.store.ts';
import { onOffer } from './variant.ts';

const batchSize = 100;

/**
 * Reads a seller's whole range, drafts and archived products too, in the order of the handles.
 *
 * @param sellerId whose
 * @param from the products and their stock
 * @returns batches; each continues by handle, so that a slow reader holds nothing open in the database
 */
export async function* rangeOf(
  sellerId: UserId,
  from: { products: Aggregates<Product>; stocks: Stocks },
): AsyncGenerator<ExportedProduct[]> {
  for (let after = ''; ; ) {
    const products = await from.products.model
      .find({ sellerId, live: true, handle: { $gt: after } })
      .sort({ handle: 1 })
      .limit(batchSize)
      .select('handle title descriptionHtml status category tags attributes images options vendor seo variants')
      .lean<StoredProduct[]>();
    const levels = await from.stocks.levels(
      products.flatMap((product) => onOffer(product).map(({ variantId }) => variantId)),
    );
    yield products.flatMap((product) => {
      const { status } = product;
      if (status === 'deleted') return [];
      const variants = onOffer(product).map((variant) => {
        const { onHand, lowStockThreshold } = levelOf(levels, variant.variantId);
        return { ...variant, stock: onHand, lowStockThreshold };
      });
      return [{ ...product, status, variants }];
    });
    const last = products.at(-1);
    if (!last || products.length < batchSize) return;
    after = last.handle;
  }
}

/**
 * @param sellerId a seller
 * @param products all products
 * @returns the seller's public name as the products have it; undefined when there are none
 */
export async function sellerNameOf(sellerId: UserId, products: Aggregates<Product>): Promise<string | undefined> {
  const found = await products.model.findOne({ sellerId, live: true }).select('sellerName').lean();
  return found?.sellerName;
}
