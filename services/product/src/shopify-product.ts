import type { ProductInput } from './product.ts';
import { readAttributes, readCategory, readCount, readStatus, readTags } from './shopify-cells.ts';
import type { Header } from './shopify-columns.ts';
import { type Complain, complainTo, type Draft, settle } from './shopify-draft.ts';
import type { ShopifyGroup, ShopifyRow } from './shopify-groups.ts';
import type { RowError } from './shopify-report.ts';
import { optionColumns, readVariant, tellsVariant } from './shopify-variants.ts';

/** What a file says about one product. */
export interface ShopifyProduct {
  handle: string;
  /** Missing when nothing of it can be imported. */
  product?: ProductInput;
  /** Whether it may have variants whose rows are wrong. */
  incomplete: boolean;
  errors: RowError[];
}

const maxImages = 30;

/**
 * Makes a product of its rows. A wrong variant or image is left out and the rest is kept; the product fails when
 * something is wrong with it as a whole or no variant is left.
 *
 * @param group the product's rows
 * @param header the file's first line
 * @returns the product and what is wrong, each error with its row
 */
export function productOf(group: ShopifyGroup, header: Header): ShopifyProduct {
  const { handle, rows, first, problem } = { ...group, first: group.rows[0] };
  const errors: RowError[] = [];
  const complain = complainTo(handle, header, errors);
  const nothing = { handle, incomplete: true, errors };
  if (!first) return nothing;
  if (problem !== undefined) {
    complain(first, 'handle', problem);
    return nothing;
  }
  const details = readDetails(handle, first, complain);
  const variantRows = rows.filter((row) => tellsVariant(row, row === first));
  const draft = { first, ...readParts(group, variantRows, first, complain) };
  const settled = details && settle({ ...draft, details }, complain);
  if (!settled) return nothing;
  const incomplete = group.incomplete || settled.variants < variantRows.length;
  return { handle, product: settled.product, incomplete, errors };
}

function readDetails(handle: string, first: ShopifyRow, complain: Complain): Draft['details'] | undefined {
  const { cells } = first;
  const status = readStatus(cells.status, cells.published);
  if ('problem' in status) complain(first, status.column, status.problem);
  const attributes = readAttributes(cells.attributes);
  if ('problem' in attributes) complain(first, 'attributes', attributes.problem);
  if (cells.title === undefined) complain(first, 'title', "is missing in the product's first row");
  if ('problem' in status || 'problem' in attributes || cells.title === undefined) return undefined;
  return {
    handle,
    title: cells.title,
    descriptionHtml: cells.body ?? '',
    status: status.value,
    category: readCategory(cells),
    tags: readTags(cells.tags),
    attributes: attributes.value,
    vendor: cells.vendor,
    ...((cells.seoTitle ?? cells.seoDescription) !== undefined && {
      seo: { title: cells.seoTitle, description: cells.seoDescription },
    }),
    variants: [],
  };
}

function readParts(
  group: ShopifyGroup,
  variantRows: ShopifyRow[],
  first: ShopifyRow,
  complain: Complain,
): Pick<Draft, 'options' | 'variants' | 'images'> {
  const options = optionColumns(first.cells, variantRows.length);
  const variants = variantRows.flatMap((row) => {
    const reading = readVariant(row.cells, options);
    if ('variant' in reading) return [{ row, part: reading.variant }];
    for (const { column, message } of reading.problems) complain(row, column, message);
    return [];
  });
  for (const row of group.rows) {
    const empty = row.cells.imageSrc === undefined && !variantRows.includes(row);
    if (empty) complain(row, undefined, 'tells neither a variant nor an image');
  }
  return { options, variants, images: readImages(group.rows, complain) };
}

/** In the order of their positions; those without one come last, as they stand in the file. */
function readImages(rows: ShopifyRow[], complain: Complain): Draft['images'] {
  const known = new Set<string>();
  const images = rows.flatMap((row) => {
    const src = row.cells.imageSrc?.trim();
    if (src === undefined || known.has(src)) return []; // many files repeat an image in each variant's row
    const position = row.cells.imagePosition === undefined ? { value: Infinity } : readCount(row.cells.imagePosition);
    if ('problem' in position) {
      complain(row, 'imagePosition', position.problem);
      return [];
    }
    known.add(src);
    return [{ row, part: { src, alt: row.cells.imageAlt ?? '' }, position: position.value }];
  });
  const inOrder = images.toSorted((one, other) =>
    one.position === other.position ? 0 : one.position - other.position,
  );
  const tooMany = inOrder.slice(maxImages);
  for (const { row } of tooMany) complain(row, 'imageSrc', `is one too many; a product may have ${maxImages} images`);
  return inOrder.slice(0, maxImages);
}
