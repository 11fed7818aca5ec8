import { marketplaceCurrency, newId, ProductId, productUpdated, VariantId } from '@credenza/contracts';

/**
 * @param sellerId whose
 * @returns the event of a new product
 */
export function productOf(sellerId: string) {
  return productUpdated.of({
    productId: newId(ProductId),
    sellerId,
    sellerName: 'Lund Oak Works',
    status: 'draft',
    changes: ['created'],
    handle: 'oak-shelf',
    title: 'Oak shelf',
    description: '',
    tags: [],
    variants: [
      {
        variantId: newId(VariantId),
        title: 'Default',
        price: { amount: 4_500, currency: marketplaceCurrency },
        available: 3,
      },
    ],
  });
}
