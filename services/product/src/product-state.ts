import {
  type Fact,
  type ImageId,
  marketplaceCurrency,
  type ProductStatus,
  productUpdated,
  type UserId,
  type VariantId,
} from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import type { z } from 'zod';
import { categoryPath } from './category.ts';
import { plainText } from './html.ts';
import { type Levels, levelOf } from './levels.ts';
import { type ListPrice, otherPrices, type PriceRange, rangesOf } from './list-price.ts';
import { uploadsOf, withSizes } from './picture-sizes.ts';
import type { Priced } from './price-schedule.ts';
import type { ProductInput } from './product.ts';
import { cardRating, type Rating, ratingKeyOf } from './rating.ts';
import { onOffer } from './variant.ts';

/** What a seller says about a product as a whole. */
export type Details = Omit<ProductInput, 'handle' | 'variants'> & { handle: string };

/** What lists, facets and searches need, made from the rest so that each of them is one indexed query. */
export interface Indexed {
  /** Set until the product is deleted; a deleted product's handle is free again. */
  live?: true | undefined;
  description: string;
  titleKey: string;
  /** The category with all those above it. */
  categories: string[];
  /** Attributes as `name:value`. */
  pairs: string[];
  priceMin: number;
  priceMax: number;
  compareAtMin?: number | undefined;
  /** The same in the other currencies that all its variants on offer have a price in. */
  ranges?: PriceRange[] | undefined;
  inStock: boolean;
  /** Its rating as lists sort by it. */
  ratingKey?: number | undefined;
  /** The uploaded pictures that it shows. */
  uploads?: ImageId[] | undefined;
}

/** A product as it is stored. */
export interface Product extends Omit<Details, 'status'>, Indexed, Priced {
  sellerId: UserId;
  sellerName: string;
  status: ProductStatus | 'deleted';
  /** Set while the shop is not open; nobody sees the product then, whatever its status. */
  shopClosed?: true | undefined;
  /** What its variants cost in other currencies. */
  listPrices?: ListPrice[] | undefined;
  /** The last bulk change that it has been through. */
  lastBulk?: string | undefined;
  /** What its published reviews say together. */
  rating?: Rating | undefined;
  /** The variants that were announced as sold out. */
  soldOut: VariantId[];
  createdAt: Date;
  updatedAt: Date;
}

export type Change = z.output<typeof productUpdated.schema>['changes'][number];

/**
 * @param product a product with its variants
 * @param levels their stock
 * @returns the fields that lists and searches go by, and which variants are sold out
 */
export function indexed(
  product: Omit<Details, 'status'> & Pick<Product, 'status' | 'variants' | 'listPrices' | 'rating'>,
  levels: Levels,
): Indexed & Pick<Product, 'soldOut'> {
  const description = plainText(product.descriptionHtml, 5_000);
  const offered = onOffer(product);
  const prices = offered.map(({ price }) => price);
  const cheapest = offered.find(({ price }) => price === Math.min(...prices));
  const soldOut = offered.filter(({ variantId }) => levelOf(levels, variantId).available === 0);
  return {
    live: product.status === 'deleted' ? undefined : true,
    description,
    titleKey: titleKeyOf(product.title),
    categories: categoryPath(product.category),
    pairs: Object.entries(product.attributes).map(([name, value]) => `${name}:${value}`),
    priceMin: Math.min(...prices),
    priceMax: Math.max(...prices),
    compareAtMin: cheapest?.compareAtPrice,
    ranges: rangesOf(product),
    inStock: soldOut.length < offered.length,
    ratingKey: ratingKeyOf(product.rating),
    uploads: product.status === 'deleted' ? undefined : uploadsOf(product),
    soldOut: soldOut.map(({ variantId }) => variantId),
  };
}

/** By what a list is sorted that goes by title; short enough for a cursor, the id decides between those that begin alike. */
function titleKeyOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...plain].slice(0, 50).join('');
}

/**
 * @param productId the product's id
 * @param product its state after the change
 * @param levels the stock at the time
 * @param changes what made it change
 * @returns the fact for everybody who keeps a copy
 */
export function updatedFact(
  productId: string,
  product: Product,
  levels: Levels,
  changes: Change[],
): Fact<z.output<typeof productUpdated.schema>> {
  return productUpdated.of({
    productId,
    sellerId: product.sellerId,
    sellerName: product.sellerName,
    status: product.status,
    changes,
    handle: product.handle,
    title: product.title,
    description: product.description,
    category: product.category,
    tags: product.tags,
    attributes: product.attributes,
    pictures: product.images.length,
    image: product.images[0]?.src,
    imageSizes: product.images[0] && withSizes(product.images[0]).sizes,
    rating: cardRating(product.rating),
    ...(product.shopClosed && { shopOpen: false }),
    variants: onOffer(product).map((variant) => ({
      variantId: variant.variantId,
      title: variant.title,
      sku: variant.sku,
      image: variant.image,
      price: { amount: variant.price, currency: marketplaceCurrency },
      ...(variant.compareAtPrice !== undefined && {
        compareAtPrice: { amount: variant.compareAtPrice, currency: marketplaceCurrency },
      }),
      prices: otherPrices(product, variant.variantId),
      available: levelOf(levels, variant.variantId).available,
    })),
  });
}

/** A product as the rules see it. */
export type StoredProduct = Stored<Product>;
