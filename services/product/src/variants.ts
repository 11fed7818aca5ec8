import type { VariantId } from '@credenza/contracts';
import { type Levels, levelOf } from './levels.ts';
import { combinationKey, usualThreshold, type VariantInput } from './product.ts';
import type { Variant } from './product-state.ts';

/** How one variant's stock is to be. */
export interface StockEntry {
  variantId: VariantId;
  onHand: number;
  lowStockThreshold: number;
}

/** A variant as it shall be. Stock that is not said stays as it is, whatever is sold meanwhile; a new variant then has none. */
export type WantedVariant = Omit<VariantInput, 'stock' | 'lowStockThreshold'> &
  Partial<Pick<VariantInput, 'stock' | 'lowStockThreshold'>>;

/** What has to happen for a product to have other variants. */
export interface VariantPlan {
  /** All variants as they will be, hidden ones last. */
  variants: Variant[];
  /** Stock of variants that are new. */
  opened: StockEntry[];
  /** Stock of present variants that gets another figure; only what is different. */
  restocked: (Pick<StockEntry, 'variantId'> & Partial<StockEntry>)[];
  /** Variants that leave the range. */
  closed: VariantId[];
}

/**
 * Plans how a product's variants become the wanted ones; a variant keeps its id as long as its combination of
 * options is wanted.
 *
 * @param present the variants as they are
 * @param levels their stock
 * @param wanted the variants as they shall be
 * @param newId makes the id of a new variant
 * @returns the plan; a variant that leaves while an order holds pieces of it stays, hidden
 */
export function planVariants(
  present: Variant[],
  levels: Levels,
  wanted: WantedVariant[],
  newId: () => VariantId,
): VariantPlan {
  const known = new Map(present.map((variant) => [combinationKey(variant.options), variant]));
  const plan: VariantPlan = { variants: [], opened: [], restocked: [], closed: [] };
  const kept = new Set<string>();
  for (const input of wanted) {
    const before = known.get(combinationKey(input.options));
    const variantId = before?.variantId ?? newId();
    kept.add(variantId);
    plan.variants.push(variantOf(variantId, input));
    const level = levels.get(variantId);
    const { stock: onHand = level?.onHand ?? 0, lowStockThreshold = level?.lowStockThreshold ?? usualThreshold } =
      input;
    if (!level) plan.opened.push({ variantId, onHand, lowStockThreshold });
    else if (level.onHand !== onHand || level.lowStockThreshold !== lowStockThreshold)
      plan.restocked.push({
        variantId,
        ...(level.onHand !== onHand && { onHand }),
        ...(level.lowStockThreshold !== lowStockThreshold && { lowStockThreshold }),
      });
  }
  for (const variant of present.filter(({ variantId }) => !kept.has(variantId))) {
    if (levelOf(levels, variant.variantId).held) plan.variants.push({ ...variant, hidden: true });
    plan.closed.push(variant.variantId);
  }
  return plan;
}

/**
 * @param entry the figures that a variant shall get
 * @param levels the stock as it is
 * @returns whether they leave what orders hold
 */
export function enoughFor({ variantId, onHand }: VariantPlan['restocked'][number], levels: Levels): boolean {
  const level = levelOf(levels, variantId);
  return onHand === undefined || onHand >= level.onHand - level.available;
}

/**
 * @param entries stock as it is opened
 * @returns its levels before anybody has bought
 */
export function openingLevels(entries: StockEntry[]): Levels {
  return new Map(
    entries.map(({ variantId, onHand, lowStockThreshold }) => [
      variantId,
      { onHand, available: onHand, held: false, lowStockThreshold },
    ]),
  );
}

function variantOf(variantId: VariantId, input: WantedVariant): Variant {
  const { stock: _stock, lowStockThreshold: _threshold, ...offer } = input;
  return { ...offer, variantId, title: titleOf(input.options) };
}

/**
 * @param options a variant's option values
 * @returns what people call it: `Red / Large`, or `Default` when there is nothing to choose
 */
export function titleOf(options: string[]): string {
  return options.length === 0 ? 'Default' : options.join(' / ');
}
