import { isDeepStrictEqual } from 'node:util';
import type { ProductId, UserId } from '@credenza/contracts';
import { type Decision, NotFound } from '@credenza/service-kit';
import type { Levels } from './levels.ts';
import { keptListPrices } from './list-price.ts';
import { keptSchedules, pricedAt } from './price-schedule.ts';
import { handleOf, type ProductInput } from './product.ts';
import { type Change, type Details, indexed, type Product, type StoredProduct, updatedFact } from './product-state.ts';
import type { Variant } from './variant.ts';
import type { WantedVariant } from './variants.ts';

/** What a seller says about a product that is new. */
export type NewProduct = Omit<ProductInput, 'variants'> & { variants: WantedVariant[] };

/** What may be changed of a product in one go. */
export type Revision = Partial<
  Omit<Details, 'status'> &
    Pick<Product, 'status' | 'variants' | 'sellerName' | 'schedules' | 'listPrices' | 'lastBulk' | 'rating'>
>;

const same = (one: unknown, other: unknown) => isDeepStrictEqual(plain(one), plain(other));
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/**
 * Decides on a product that is new.
 *
 * @param input what its seller says about it
 * @param about its id, its seller, its variants and their stock, and the time
 * @returns its first state and what to tell
 */
export function newProduct(
  input: NewProduct,
  about: {
    productId: ProductId;
    sellerId: UserId;
    sellerName: string;
    shopClosed?: true | undefined;
    variants: Variant[];
    levels: Levels;
    now: Date;
  },
): { state: Product; facts: Decision<Product>['facts'] } {
  const { variants: _entered, ...details } = { ...input, handle: handleOf(input) };
  const { productId, sellerId, sellerName, shopClosed, variants, levels, now } = about;
  const state: Product = {
    ...details,
    sellerId,
    sellerName,
    ...(shopClosed && { shopClosed }),
    variants,
    ...indexed({ ...details, variants }, levels),
    createdAt: now,
    updatedAt: now,
  };
  return { state, facts: [updatedFact(productId, state, levels, ['created'])] };
}

/**
 * Decides on a change of a product. Prices whose time has come or is over change with it.
 *
 * @param product its present state
 * @param revision the fields that get another value
 * @param about the stock at the time, whether the seller has just set it, and the time
 * @returns what to write and tell; undefined when nothing is different
 */
export function revise(
  product: StoredProduct,
  revision: Revision,
  about: { levels: Levels; stockSet?: boolean; now: Date },
): Decision<Product> | undefined {
  const { _id, version: _version, ...before } = product;
  const asked: Product = { ...before, ...revision };
  const schedules = 'schedules' in revision ? revision.schedules : keptSchedules(before, asked);
  const wanted: Product = {
    ...asked,
    ...pricedAt({ ...asked, schedules }, about.now),
    listPrices: keptListPrices(asked),
  };
  const after: Product = { ...wanted, ...indexed(wanted, about.levels), updatedAt: about.now };
  const changes = changesOf(before, after, about.stockSet ?? false);
  if (changes.length === 0) {
    // What is planned concerns nobody else yet.
    return same(before.schedules, after.schedules) ? undefined : { state: differing(before, after), facts: [] };
  }
  return { state: differing(before, after), facts: [updatedFact(_id, after, about.levels, changes)] };
}

/**
 * Decides on the end of a product. Pieces that are held stay with their orders: a deletion ends the offer, not a purchase under way.
 *
 * @param product its present state
 * @param about the stock and the time
 * @returns what to write and tell
 * @throws NotFound when it is deleted already
 */
export function remove(product: StoredProduct, about: { levels: Levels; now: Date }): Decision<Product> {
  if (product.status === 'deleted') throw new NotFound('product');
  const { _id, version: _version, ...before } = product;
  const over = { live: undefined, uploads: undefined, schedules: undefined, nextPriceAt: undefined };
  const after: Product = { ...before, status: 'deleted', ...over, updatedAt: about.now };
  return { state: differing(before, after), facts: [updatedFact(_id, after, about.levels, ['deleted'])] };
}

function changesOf(before: Product, after: Product, stockSet: boolean): Change[] {
  const changes: Change[] = [];
  if (before.status !== after.status) changes.push('status');
  if (!same(withoutPrices(before), withoutPrices(after))) changes.push('details');
  if (!same(prices(before), prices(after))) changes.push('price');
  if (stockSet || !same(before.soldOut, after.soldOut)) changes.push('stock');
  return changes;
}

function prices({ variants, listPrices }: Product): unknown {
  return [variants.map(({ variantId, price, compareAtPrice }) => [variantId, price, compareAtPrice]), listPrices];
}

/** What people read about it: not its prices, not its stock, and nothing that is made from other fields. */
function withoutPrices(product: Product): unknown {
  const { handle, title, descriptionHtml, category, tags, attributes, images, options, vendor, seo, sellerName } =
    product;
  const variants = product.variants.map(({ price: _price, compareAtPrice: _compare, ...rest }) => rest);
  return {
    handle,
    title,
    descriptionHtml,
    category,
    tags,
    attributes,
    images,
    options,
    vendor,
    seo,
    sellerName,
    variants,
    rating: product.rating,
  };
}

function differing(before: Product, after: Product): Decision<Product>['state'] {
  const old: Record<string, unknown> = { ...before };
  return Object.fromEntries(Object.entries(after).filter(([field, value]) => !same(old[field], value)));
}
