import { Conflict } from '@credenza/service-kit';
import { type Levels, levelOf } from './levels.ts';
import { combinationKey, type ProductInput, type VariantInput } from './product.ts';
import type { NewProduct } from './product-change.ts';
import type { Product } from './product-state.ts';
import type { Column } from './shopify-columns.ts';
import { onOffer, type Variant } from './variant.ts';
import type { WantedVariant } from './variants.ts';

/** What a file can tell about its products. */
export interface Told {
  /** The columns that it has. */
  columns: ReadonlySet<Column>;
  /** Whether some of the product's variants could not be read. */
  incomplete: boolean;
}

/**
 * @param told what a file says about a product that is new
 * @param about which columns the file has
 * @returns the product; its counters remember what the file said of them
 */
export function asTold(told: ProductInput, { columns }: Told): NewProduct {
  if (!columns.has('stock')) return told;
  return { ...told, variants: told.variants.map((variant) => ({ ...variant, imported: variant.stock })) };
}

/**
 * Combines what a file tells with what is known, as Shopify does: a column that is missing changes nothing, a blank cell
 * empties. Beyond that, a variant whose row could not be read stays as it is, so that a slip in a file never takes
 * something out of the shop, and a stock that the last file said already is not told: it may have been sold since.
 *
 * @param told what the file says about the product
 * @param present the product as it is
 * @param about which columns the file has, whether rows are missing, and the product's stock
 * @returns what the product shall become; stock that the file does not tell is left out, so that sales meanwhile count
 * @throws Conflict when the product has an option for which the file has no columns
 */
export function keepUntold(told: ProductInput, present: Product, about: Told & { levels: Levels }): NewProduct {
  const has = (...columns: Column[]) => columns.some((column) => about.columns.has(column));
  const unknown = present.options.find((_, index) => !has(optionValueColumns[index] ?? 'handle'));
  if (unknown) throw new Conflict(`The product has the option ${unknown.name}, but the file has no column for it.`);

  const rest = new Map(onOffer(present).map((variant) => [combinationKey(variant.options), variant]));
  const variants = told.variants.map((variant) => {
    const before = rest.get(combinationKey(variant.options));
    rest.delete(combinationKey(variant.options));
    const saidBefore = before && levelOf(about.levels, before.variantId).imported;
    return { ...keepUntoldOfVariant(variant, before, has), ...(has('stock') && stockOf(variant, saidBefore)) };
  });
  if (about.incomplete && sameOptions(told, present)) {
    variants.push(...[...rest.values()].slice(0, 100 - variants.length).map(asItIs));
  }
  return {
    ...told,
    descriptionHtml: has('body') ? told.descriptionHtml : present.descriptionHtml,
    status: has('status', 'published') || present.status === 'deleted' ? told.status : present.status,
    category: has('productCategory', 'googleCategory', 'type') ? told.category : present.category,
    tags: has('tags') ? told.tags : present.tags,
    attributes: has('attributes') ? told.attributes : present.attributes,
    vendor: has('vendor') ? told.vendor : present.vendor,
    seo: seoOf(told.seo, present.seo, has),
    images: has('imageSrc') ? imagesOf(told.images, present.images, has) : present.images,
    options: told.options.map(({ name }, index) => ({ name, values: valuesOf(index, variants, present) })),
    variants,
  };
}

type Has = (...columns: Column[]) => boolean;

const optionValueColumns: readonly Column[] = ['option1Value', 'option2Value', 'option3Value'];

function keepUntoldOfVariant(told: VariantInput, before: Variant | undefined, has: Has): WantedVariant {
  const { stock: _stock, lowStockThreshold, ...rest } = told;
  return {
    ...rest,
    ...(!has('sku') && { sku: before?.sku }),
    ...(!has('barcode') && { barcode: before?.barcode }),
    ...(!has('compareAtPrice') && { compareAtPrice: before?.compareAtPrice }),
    ...(!has('grams') && { weightGrams: before?.weightGrams }),
    ...(!has('variantImage') && { image: before?.image }),
    ...(has('lowStockThreshold') && { lowStockThreshold }),
  };
}

function stockOf({ stock }: VariantInput, saidBefore: number | undefined): Pick<WantedVariant, 'stock' | 'imported'> {
  return { imported: stock, ...(stock !== saidBefore && { stock }) };
}

function asItIs({ variantId: _id, title: _title, hidden: _hidden, ...variant }: Variant): WantedVariant {
  return variant;
}

function sameOptions(told: ProductInput, present: Product): boolean {
  const names = (options: { name: string }[]) => JSON.stringify(options.map(({ name }) => name));
  return names(told.options) === names(present.options);
}

/** Known values keep their order, new ones follow. */
function valuesOf(index: number, variants: WantedVariant[], present: Product): string[] {
  const used = new Set(variants.map(({ options }) => options[index] ?? ''));
  const known = (present.options[index]?.values ?? []).filter((value) => used.has(value));
  return [...new Set([...known, ...used])];
}

function seoOf(told: ProductInput['seo'], present: ProductInput['seo'], has: Has): ProductInput['seo'] {
  const title = has('seoTitle') ? told?.title : present?.title;
  const description = has('seoDescription') ? told?.description : present?.description;
  return (title ?? description) === undefined ? undefined : { title, description };
}

function imagesOf(told: ProductInput['images'], present: ProductInput['images'], has: Has): ProductInput['images'] {
  if (has('imageAlt')) return told;
  const alts = new Map(present.map(({ src, alt }) => [src, alt]));
  return told.map(({ src, alt }) => ({ src, alt: alts.get(src) ?? alt }));
}
