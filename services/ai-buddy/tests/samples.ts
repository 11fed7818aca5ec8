import { newId, ProductId, type productUpdated, UserId, VariantId } from '@credenza/contracts';
import type { z } from 'zod';

export type Told = z.input<typeof productUpdated.schema>;

/**
 * @param about what is special about it
 * @returns a product as product tells it
 */
export function product(about: Partial<Told> & { price?: number; available?: number } = {}): Told {
  const { price = 25_800, available = 3, ...rest } = about;
  return {
    productId: newId(ProductId),
    sellerId: newId(UserId),
    sellerName: 'Lund Oak Works',
    status: 'active',
    changes: ['created'],
    handle: 'shaker-side-table',
    title: 'Shaker side table',
    description: 'A slender table of solid oak for the side of a bed or a sofa. Oiled, 45 cm wide.',
    category: 'tables/side-tables',
    tags: ['oak'],
    attributes: { material: 'oak' },
    variants: [{ variantId: newId(VariantId), title: 'Oiled', price: { amount: price, currency: 'EUR' }, available }],
    ...rest,
  };
}
