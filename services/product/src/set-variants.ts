import { newId, VariantId } from '@credenza/contracts';
import { Conflict, StaleVersion } from '@credenza/service-kit';
import type { Levels } from './levels.ts';
import type { Products } from './product.store.ts';
import { type Revision, revise } from './product-change.ts';
import type { StoredProduct } from './product-state.ts';
import type { Stocks } from './stock.store.ts';
import { enoughFor, isCount, openingLevels, planVariants, type VariantPlan, type WantedVariant } from './variants.ts';

/** What a product with its variants shall become, made from what it is; fields that are missing stay as they are. */
export type Wish = (
  product: StoredProduct,
  levels: Levels,
) => Omit<Revision, 'variants'> & { variants: WantedVariant[] };

/** What changes products together with their stock. */
export interface ProductParts {
  products: Products;
  stocks: Stocks;
  now: () => Date;
}

const maxAttempts = 50;

/**
 * Gives a product other variants; those whose combination of options stays keep their ids and holds. A refusal has changed
 * nothing, with one exception that it names: orders may take pieces in the moment between the look and the count.
 *
 * @param product the product as it was read
 * @param wish what it shall become; may be asked again when somebody else changes it
 * @param parts the stores and the clock
 * @param options `ifVersion`: refuse when the stored version is another one
 * @returns the product afterwards, and whether that is different from before
 * @throws NotFound, StaleVersion; Conflict when a variant would have fewer pieces than orders hold
 */
export async function setVariants(
  product: StoredProduct,
  wish: Wish,
  parts: ProductParts,
  options: { ifVersion?: number | undefined } = {},
): Promise<{ product: StoredProduct; changed: boolean }> {
  let before = product;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (options.ifVersion !== undefined && options.ifVersion !== before.version) throw new StaleVersion(before.version);
    const plan = await planFor(before, wish, parts);
    if (!plan.changes && plan.restocked.length === 0) return { product: before, changed: false };
    const written = await write(before, plan, parts);
    if (written) return { product: await count(written, plan, parts), changed: plan.changes };
    before = await parts.products.get(before._id);
  }
  throw new Conflict('The product is being changed by too many at once. Try again.');
}

interface Plan extends VariantPlan {
  /** What is said of the product afterwards. */
  revision: Revision;
  /** The stock when the product is written. */
  levels: Levels;
  /** Whether anybody sees a difference afterwards. */
  changes: boolean;
}

/**
 * Says what has to happen, without doing it.
 *
 * @param before the product
 * @param wish what it shall become
 * @param parts the stores and the clock
 * @returns the plan
 * @throws Conflict when a variant would have fewer pieces than orders hold
 */
export async function planFor(
  before: StoredProduct,
  wish: Wish,
  { products, stocks, now }: ProductParts,
): Promise<Plan> {
  const present = await stocks.levelsOf(before._id);
  const { variants: wanted, ...rest } = wish(before, present);
  if ('attributes' in rest || 'category' in rest) await products.checkAttributes(before, rest);
  const plan = planVariants(before.variants, present, wanted, () => newId(VariantId));
  const tooFew = plan.restocked.find((entry) => !enoughFor(entry, present));
  if (tooFew)
    throw new Conflict(`Orders hold more than ${tooFew.onHand} pieces of ${nameOf(before, tooFew.variantId)}.`);
  const levels = new Map([...present, ...openingLevels(plan.opened)]);
  const revision = { ...rest, variants: plan.variants };
  const changes = plan.restocked.some(isCount) || revise(before, revision, { levels, now: now() }) !== undefined;
  return { ...plan, revision, levels, changes };
}

async function write(before: StoredProduct, plan: Plan, parts: ProductParts): Promise<StoredProduct | undefined> {
  const { products, stocks, now } = parts;
  const { _id: productId, sellerId } = before;
  // The counters come first: a product must never be on offer without them.
  await stocks.open({ productId, sellerId }, plan.opened);
  let written: StoredProduct | undefined;
  try {
    const { revision, levels } = plan;
    written = await products.changeAt(before, (present) => revise(present, revision, { levels, now: now() }));
  } finally {
    await stocks.close(written ? plan.closed : plan.opened.map(({ variantId }) => variantId));
  }
  return written;
}

/** Comes last: what the product says can be refused, what the seller has counted would be a fact. */
async function count(
  product: StoredProduct,
  { restocked }: Plan,
  { products, stocks }: ProductParts,
): Promise<StoredProduct> {
  const refused: string[] = [];
  let counted = false;
  for (const { variantId, ...figures } of restocked) {
    if (!(await stocks.set(variantId, figures))) refused.push(nameOf(product, variantId));
    else if (isCount(figures)) counted = true;
  }
  const told = counted ? await products.tellStock(product._id, true) : undefined;
  if (refused.length > 0)
    throw new Conflict(
      `All is saved but the stock of ${refused.join(', ')}: orders hold more pieces than that by now.`,
    );
  return told ?? product;
}

function nameOf({ title, variants }: StoredProduct, variantId: VariantId): string {
  return `${title} (${variants.find((variant) => variant.variantId === variantId)?.title})`;
}
