import type { VariantId } from '@credenza/contracts';
import { type Level, type Levels, levelOf } from './levels.ts';
import { combinationKey, usualThreshold, type VariantInput } from './product.ts';
import type { Variant } from './variant.ts';

/** How one variant's stock is to be. */
export interface StockEntry {
  variantId: VariantId;
  onHand: number;
  lowStockThreshold: number;
  /** What a file said of the pieces on hand, when one did. */
  imported?: number | undefined;
}

/** A variant as it shall be. Stock that is not said stays as it is, whatever is sold meanwhile; a new variant then has none. */
export type WantedVariant = Omit<VariantInput, 'stock' | 'lowStockThreshold'> &
  Partial<Pick<VariantInput, 'stock' | 'lowStockThreshold'>> &
  Pick<StockEntry, 'imported'>;

type Figures = { [Name in keyof Omit<StockEntry, 'variantId'>]?: StockEntry[Name] | undefined };

/** What has to happen for a product to have other variants. */
export interface VariantPlan {
  /** All variants as they will be, hidden ones last. */
  variants: Variant[];
  /** Stock of variants that are new. */
  opened: StockEntry[];
  /** Stock of present variants that gets another figure; only what is different. */
  restocked: (Pick<StockEntry, 'variantId'> & Figures)[];
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
    const { stock, lowStockThreshold, imported } = input;
    const opening = { onHand: stock ?? 0, lowStockThreshold: lowStockThreshold ?? usualThreshold, imported };
    if (!level) plan.opened.push({ variantId, ...opening });
    else {
      const figures = differing({ onHand: stock, lowStockThreshold, imported }, level);
      if (Object.keys(figures).length > 0) plan.restocked.push({ variantId, ...figures });
    }
  }
  for (const variant of present.filter(({ variantId }) => !kept.has(variantId))) {
    if (levelOf(levels, variant.variantId).held) plan.variants.push({ ...variant, hidden: true });
    plan.closed.push(variant.variantId);
  }
  return plan;
}

function differing(said: Figures, { onHand, lowStockThreshold, imported }: Level): Figures {
  return {
    ...(said.onHand !== undefined && said.onHand !== onHand && { onHand: said.onHand }),
    ...(said.lowStockThreshold !== undefined &&
      said.lowStockThreshold !== lowStockThreshold && { lowStockThreshold: said.lowStockThreshold }),
    ...(said.imported !== undefined && said.imported !== imported && { imported: said.imported }),
  };
}

/**
 * @param figures what a variant gets
 * @returns whether it then has another stock or threshold; what a file said is only remembered
 */
export function isCount({ onHand, lowStockThreshold }: Figures): boolean {
  return onHand !== undefined || lowStockThreshold !== undefined;
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
  const { stock: _stock, lowStockThreshold: _threshold, imported: _imported, ...offer } = input;
  return { ...offer, variantId, title: titleOf(input.options) };
}

/**
 * @param options a variant's option values
 * @returns what people call it: `Red / Large`, or `Default` when there is nothing to choose
 */
export function titleOf(options: string[]): string {
  return options.length === 0 ? 'Default' : options.join(' / ');
}
