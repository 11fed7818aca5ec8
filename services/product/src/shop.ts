import type { sellerUpdated, UserId } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Levels } from './levels.ts';
import { type Change, type Product, type StoredProduct, updatedFact } from './product-state.ts';

/** The newest that the product service has been told about a shop. */
export interface Shop {
  sellerId: UserId;
  version: number;
  name: string;
  /** Whether its products are on sale; one that has only applied, or is suspended or closed, sells nothing. */
  open: boolean;
}

/**
 * @param data what auth says
 * @param version the shop's version after that change
 * @returns the shop as products see it
 */
export function shopOf(data: z.output<typeof sellerUpdated.schema>, version: number): Shop {
  return { sellerId: data.sellerId, version, name: data.name, open: data.state === 'active' };
}

/**
 * Brings a product in step with its shop. What the seller has said about it stays as it is, so that a shop that opens
 * again has its drafts, its prices and its dates as they were.
 *
 * @param product the product
 * @param shop its shop
 * @param levels the product's stock
 * @returns the decision; undefined when it is in step, or deleted
 */
export function followShop(product: StoredProduct, shop: Shop, levels: Levels): Decision<Product> | undefined {
  if (product.status === 'deleted') return undefined;
  const state = { sellerName: shop.name, shopClosed: shop.open ? undefined : (true as const) };
  const changes: Change[] = [
    ...(product.shopClosed === state.shopClosed ? [] : ['status' as const]),
    ...(product.sellerName === state.sellerName ? [] : ['details' as const]),
  ];
  if (changes.length === 0) return undefined;
  return { state, facts: [updatedFact(product._id, { ...product, ...state }, levels, changes)] };
}
