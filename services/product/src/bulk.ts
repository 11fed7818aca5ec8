import { Amount, type ProductStatus, type UserId, type VariantId } from '@credenza/contracts';
import { Conflict } from '@credenza/service-kit';
import type { BulkChange, BulkFilter } from './bulk-input.ts';
import { type Levels, levelOf } from './levels.ts';
import type { StoredProduct } from './product-state.ts';
import { onOffer, type Variant } from './variant.ts';

/** A change of many products of one shop: planned, and run when somebody says so. */
export interface Bulk {
  sellerId: UserId;
  filter: BulkFilter;
  change: BulkChange;
  state: 'planned' | 'running' | 'done';
  /** What was planned. */
  products: number;
  variants: number;
  refused: number;
  expiresAt: Date;
  leasedUntil?: Date | undefined;
}

interface Step<Value> {
  before: Value;
  after: Value;
}

/** What becomes of one variant; only what is different. */
export interface PlannedVariant {
  variantId: VariantId;
  title: string;
  price?: Step<number> | undefined;
  compareAtPrice?: Step<number | null> | undefined;
  /** Pieces on hand; `add` when they are added, whatever is sold meanwhile. */
  stock?: (Step<number> & { add?: number | undefined }) | undefined;
}

/** Why a variant stays as it is. */
export type Reason = 'price-out-of-range' | 'scheduled-price-in-force' | 'stock-out-of-range' | 'orders-hold-more';

/** What becomes of one product. */
export interface Planned {
  status?: Step<ProductStatus> | undefined;
  variants: PlannedVariant[];
  refused: { variantId: VariantId; title: string; reason: Reason }[];
}

export type BulkProduct = Pick<StoredProduct, '_id' | 'title' | 'status' | 'variants' | 'schedules'>;

const maxPieces = 1_000_000;

/**
 * @param product a product
 * @param change what shall be different
 * @param levels its stock, when that is part of the change
 * @returns what would become of it; undefined when nothing would
 */
export function planProduct(product: BulkProduct, change: BulkChange, levels: Levels): Planned | undefined {
  const { status } = product;
  if (status === 'deleted') return undefined;
  const planned: Planned = { variants: [], refused: [] };
  if (change.status !== undefined && change.status !== status)
    planned.status = { before: status, after: change.status };
  for (const variant of onOffer(product)) {
    const next = planVariant(variant, change, levels);
    const { variantId, title } = variant;
    const reason = typeof next === 'string' ? next : scheduledReason(product, variantId, next);
    if (reason) planned.refused.push({ variantId, title, reason });
    else if (typeof next !== 'string' && Object.keys(next).length > 0)
      planned.variants.push({ variantId, title, ...next });
  }
  return planned.status || planned.variants.length + planned.refused.length > 0 ? planned : undefined;
}

type Steps = Omit<PlannedVariant, 'variantId' | 'title'>;

/** The sale would end, and its price would be taken for the regular one. */
function scheduledReason(
  { schedules = [] }: BulkProduct,
  variantId: string,
  steps: Steps | Reason,
): Reason | undefined {
  if (typeof steps === 'string') return steps;
  const inForce = schedules.some((one) => one.variantId === variantId && one.regular);
  return inForce && (steps.price || steps.compareAtPrice) ? 'scheduled-price-in-force' : undefined;
}

function planVariant(variant: Variant, change: BulkChange, levels: Levels): Steps | Reason {
  const price = change.price ? priceAfter(variant.price, change.price) : variant.price;
  if (!Amount.safeParse(price).success) return 'price-out-of-range';
  const was = variant.compareAtPrice ?? null;
  const compare = change.compareAtPrice ? compareAfter(variant, change.compareAtPrice) : was;
  const stock = change.stock && stockStep(variant.variantId, change.stock, levels);
  if (typeof stock === 'string') return stock;
  return {
    ...(price !== variant.price && { price: { before: variant.price, after: price } }),
    ...(compare !== was && { compareAtPrice: { before: was, after: compare } }),
    ...(stock && stock.before !== stock.after && { stock }),
  };
}

/** Exact: the product of an amount and hundredths of a percent may be more than a number can hold. */
function priceAfter(price: number, change: NonNullable<BulkChange['price']>): number {
  if ('set' in change) return change.set;
  if ('add' in change) return price + change.add;
  return Number((BigInt(price) * BigInt(10_000 + Math.round(change.percent * 100)) + 5_000n) / 10_000n);
}

function compareAfter(variant: Variant, change: NonNullable<BulkChange['compareAtPrice']>): number | null {
  if ('set' in change) return change.set;
  return 'from' in change ? variant.price : null;
}

function stockStep(
  variantId: string,
  change: NonNullable<BulkChange['stock']>,
  levels: Levels,
): NonNullable<Steps['stock']> | Reason {
  const { onHand, available } = levelOf(levels, variantId);
  const after = 'set' in change ? change.set : onHand + change.add;
  if (after < onHand - available) return 'orders-hold-more';
  if (after > maxPieces) return 'stock-out-of-range';
  return { before: onHand, after, ...('add' in change && { add: change.add }) };
}

/**
 * Compares a product with what a plan was made from. Pieces that are added are added to however many there are.
 *
 * @param product the product as it is; undefined when it is gone
 * @param planned what was planned for it
 * @param levels its stock, when that is part of the plan
 * @returns what is no longer as it was shown; none when the plan still fits
 */
export function movedSince(product: BulkProduct | undefined, planned: Planned, levels: Levels): string[] {
  if (!product || product.status === 'deleted') return ['the product is gone'];
  const moved: string[] = [];
  if (planned.status && planned.status.before !== product.status) moved.push('the status');
  const now = new Map(onOffer(product).map((variant) => [variant.variantId, variant]));
  for (const { variantId, title, price, compareAtPrice, stock } of planned.variants) {
    const variant = now.get(variantId);
    if (!variant) moved.push(`${title} is gone`);
    else {
      if (price && price.before !== variant.price) moved.push(`the price of ${title}`);
      if (compareAtPrice && compareAtPrice.before !== (variant.compareAtPrice ?? null))
        moved.push(`the compare-at price of ${title}`);
      if (stock && stock.add === undefined && stock.before !== levelOf(levels, variantId).onHand)
        moved.push(`the stock of ${title}`);
    }
  }
  return moved;
}

/**
 * @param product a product
 * @param planned what was planned for it
 * @returns the variants and the status that it gets
 */
export function changedBy(
  product: Pick<StoredProduct, 'variants' | 'status'>,
  { status, variants }: Planned,
): Pick<StoredProduct, 'variants' | 'status'> {
  const steps = new Map(variants.map((one) => [one.variantId, one]));
  return {
    status: status?.after ?? product.status,
    variants: product.variants.map((variant) => {
      const { price, compareAtPrice } = steps.get(variant.variantId) ?? {};
      return {
        ...variant,
        ...(price && { price: price.after }),
        ...(compareAtPrice && { compareAtPrice: compareAtPrice.after ?? undefined }),
      };
    }),
  };
}

/**
 * Decides that a plan is carried out.
 *
 * @param bulk the plan
 * @param now the time, and until when what it does is remembered
 * @returns the fields that change; undefined when it runs already or is done
 * @throws Conflict when it is too old
 */
export function startBulk(bulk: Bulk, { now, keepUntil }: { now: Date; keepUntil: Date }): Partial<Bulk> | undefined {
  if (bulk.state !== 'planned') return undefined;
  if (bulk.expiresAt <= now) throw new Conflict('What was shown is too old. Ask for it again.');
  return { state: 'running', expiresAt: keepUntil };
}
