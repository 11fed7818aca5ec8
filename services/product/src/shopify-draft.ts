import type { z } from 'zod';
import { ProductInput } from './product.ts';
import { type Column, type Header, spellings } from './shopify-columns.ts';
import type { ShopifyRow } from './shopify-groups.ts';
import type { RowError } from './shopify-report.ts';
import type { OptionColumn, RowVariant } from './shopify-variants.ts';

/** A part of a product with the row that told it. */
export interface Told<Part> {
  row: ShopifyRow;
  part: Part;
}

/** A product as its rows tell it, not checked as a whole yet. */
export interface Draft {
  first: ShopifyRow;
  details: z.input<typeof ProductInput>;
  options: OptionColumn[];
  variants: Told<RowVariant>[];
  images: Told<{ src: string; alt: string }>[];
}

/** Notes what is wrong with a row, in one of its columns or as a whole. */
export type Complain = (row: ShopifyRow, column: Column | undefined, message: string) => void;

type Issue = z.core.$ZodIssue;

/**
 * @param handle the product that the rows belong to
 * @param header the file's first line
 * @param errors where to note
 * @returns a function that notes what is wrong
 */
export function complainTo(handle: string, header: Header, errors: RowError[]): Complain {
  return ({ row, line, cells }, column, message) => {
    const field = column ? (header.names.get(column) ?? spellings[column][0]) : '';
    errors.push({ row, line, handle, field, message, value: (column && cells[column]) ?? '' });
  };
}

/**
 * Checks the whole, leaves out the variants and images that are wrong and checks again, until the rest is right.
 *
 * @param draft the product as its rows tell it
 * @param complain is told what is left out, or what is wrong with the product as a whole
 * @returns the product and how many variants are left; undefined when it cannot be imported
 */
export function settle(draft: Draft, complain: Complain): { product: ProductInput; variants: number } | undefined {
  if (draft.variants.length === 0) {
    complain(draft.first, undefined, 'has no variant that can be imported');
    return undefined;
  }
  const result = ProductInput.safeParse(assemble(draft));
  if (result.success) return { product: result.data, variants: draft.variants.length };
  const { issues } = result.error;
  const rest = withoutWrongParts(draft, issues, complain);
  if (rest) return settle(rest, complain);
  for (const issue of issues) complain(draft.first, detailColumn(issue, draft), issue.message);
  return undefined;
}

function assemble({ details, options, variants, images }: Draft): z.input<typeof ProductInput> {
  return {
    ...details,
    options: options.map(({ name }, index) => ({
      name,
      values: [...new Set(variants.map(({ part }) => part.options[index] ?? ''))],
    })),
    variants: variants.map(({ part }) => part),
    images: images.map(({ part }) => part),
  };
}

/** Undefined when the issues are about something else. */
function withoutWrongParts(draft: Draft, issues: Issue[], complain: Complain): Draft | undefined {
  const about = (part: string, index: number) => issues.filter(({ path }) => path[0] === part && path[1] === index);
  const images = draft.images.filter(({ row }, index) => {
    const wrong = about('images', index);
    for (const { path, message } of wrong) complain(row, path[2] === 'alt' ? 'imageAlt' : 'imageSrc', message);
    return wrong.length === 0;
  });
  const variants = draft.variants.flatMap(({ row, part }, index) => {
    const wrong = about('variants', index);
    for (const issue of wrong) complain(row, variantColumn(issue, draft.options), issue.message);
    if (wrong.length === 0) return [{ row, part }];
    return wrong.every(({ path }) => path[2] === 'image') ? [{ row, part: { ...part, image: undefined } }] : [];
  });
  const changed = issues.some(
    ({ path }) => typeof path[1] === 'number' && (path[0] === 'variants' || path[0] === 'images'),
  );
  return changed ? { ...draft, images, variants } : undefined;
}

const variantFieldColumns = new Map<unknown, Column>([
  ['sku', 'sku'],
  ['barcode', 'barcode'],
  ['price', 'price'],
  ['compareAtPrice', 'compareAtPrice'],
  ['stock', 'stock'],
  ['lowStockThreshold', 'lowStockThreshold'],
  ['weightGrams', 'grams'],
  ['image', 'variantImage'],
]);

function variantColumn({ path }: Issue, options: OptionColumn[]): Column | undefined {
  const [, , field, position] = path;
  if (field === 'options') return options[typeof position === 'number' ? position : 0]?.column;
  return variantFieldColumns.get(field);
}

const detailFieldColumns = new Map<unknown, Column>([
  ['handle', 'handle'],
  ['title', 'title'],
  ['descriptionHtml', 'body'],
  ['category', 'type'],
  ['tags', 'tags'],
  ['attributes', 'attributes'],
  ['vendor', 'vendor'],
]);

function detailColumn({ path }: Issue, { options }: Draft): Column | undefined {
  const [field, position] = path;
  if (field === 'seo') return position === 'title' ? 'seoTitle' : 'seoDescription';
  if (field === 'options') return options[typeof position === 'number' ? position : 0]?.column;
  return detailFieldColumns.get(field);
}
