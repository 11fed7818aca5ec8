import type { productUpdated } from '@credenza/contracts';
import type { z } from 'zod';

type Told = z.output<typeof productUpdated.schema>;

/** How a variant was offered; amounts in minor units. */
export interface OfferedVariant {
  variantId: string;
  title: string;
  price: number;
  compareAt?: number | undefined;
  available: number;
}

/** How a product was offered from a time on. */
export interface Point {
  /** The product's version. */
  version: number;
  at: Date;
  title: string;
  /** Whether it could be bought at all. */
  open: boolean;
  /** Whether it is gone for good. */
  deleted?: true | undefined;
  variants: OfferedVariant[];
}

/** A product's past, the newest point last. */
export interface Ware {
  productId: string;
  sellerId: string;
  points: Point[];
}

/**
 * @param told what product tells about a product
 * @param about the product's version, and since when it is so
 * @returns how it is offered from then on
 */
export function pointOf(told: Told, about: { version: number; at: Date }): Point {
  return {
    ...about,
    title: told.title,
    open: told.status === 'active' && told.shopOpen !== false,
    ...(told.status === 'deleted' && { deleted: true }),
    variants: told.variants.map(({ variantId, title, price, compareAtPrice, available }) => ({
      variantId,
      title,
      price: price.amount,
      ...(compareAtPrice && { compareAt: compareAtPrice.amount }),
      available,
    })),
  };
}
