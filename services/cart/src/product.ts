import { isDeepStrictEqual } from 'node:util';
import {
  marketplaceCurrency,
  type ProductId,
  type productUpdated,
  type UserId,
  type VariantId,
} from '@credenza/contracts';
import type { z } from 'zod';
import { type Change, fitsCart, type StoredCart, withLines } from './cart.ts';
import { informed, type Line, viewOf } from './line.ts';

/** The newest that the cart service has been told about a product. */
export interface Product {
  productId: ProductId;
  version: number;
  sellerId: UserId;
  sellerName: string;
  title: string;
  image?: string | undefined;
  category?: string | undefined;
  forSale: boolean;
  /** Set while the shop is not active. */
  shopClosed?: true | undefined;
  /** Those that are sold in the marketplace's currency; prices in its minor units. */
  variants: {
    variantId: VariantId;
    title: string;
    /** Its own picture; without one the product's is shown. */
    image?: string | undefined;
    price: number;
    available: number;
  }[];
}

/**
 * Takes from an event what carts need.
 *
 * @param data what product says
 * @param version the product's version after that change
 * @returns the product as carts see it
 */
export function productOf(data: z.output<typeof productUpdated.schema>, version: number): Product {
  return {
    productId: data.productId,
    version,
    sellerId: data.sellerId,
    sellerName: data.sellerName,
    title: data.title,
    ...(data.image !== undefined && { image: data.image }),
    ...(data.category !== undefined && { category: data.category }),
    forSale: data.status === 'active' && data.shopOpen !== false,
    ...(data.status === 'active' && data.shopOpen === false && { shopClosed: true }),
    variants: data.variants
      .filter(({ price }) => price.currency === marketplaceCurrency)
      .map(({ variantId, title, image, price, available }) => ({
        variantId,
        title,
        ...(image !== undefined && { image }),
        price: price.amount,
        available,
      })),
  };
}

/**
 * Brings a cart up to date with products that have changed.
 *
 * @param cart the cart
 * @param products the newest that is known about them
 * @returns the change; undefined when the buyer would see no difference
 */
export function applyProducts(cart: StoredCart, products: readonly Product[]): Change | undefined {
  const lines = products.reduce(withProduct, cart.lines);
  const same = lines.every((line, index) => seenAlike(line, cart.lines[index]));
  return same ? undefined : withLines(lines, 'catalogue');
}

function seenAlike(line: Line, before: Line | undefined): boolean {
  return line === before || (before !== undefined && isDeepStrictEqual(viewOf(line), viewOf(before)));
}

function withProduct(lines: Line[], product: Product): Line[] {
  const after = lines.map((line) => (isOlder(line, product) ? told(line, product) : line));
  // A price that would make the cart's sum too large to count exactly leaves the line at its old price, not for sale.
  return fitsCart(after) ? after : lines.map((line) => (isOlder(line, product) ? gone(line, product) : line));
}

function isOlder(line: Line, product: Product): boolean {
  return line.productId === product.productId && line.productVersion < product.version;
}

function gone(line: Line, product: Product): Line {
  return { ...line, forSale: false, shopClosed: undefined, productVersion: product.version };
}

function told(line: Line, product: Product): Line {
  const variant = product.variants.find((one) => one.variantId === line.variantId);
  if (!variant) return gone(line, product);
  const { productId, sellerId, sellerName, title, category, forSale, shopClosed, version } = product;
  const image = variant.image ?? product.image;
  return informed(line, {
    productId,
    sellerId,
    sellerName,
    title,
    variantTitle: variant.title,
    ...(image !== undefined && { image }),
    ...(category !== undefined && { category }),
    unitPrice: variant.price,
    stock: variant.available,
    forSale,
    ...(shopClosed && { shopClosed }),
    productVersion: version,
  });
}
