import { readCount, readGrams, readPrice, readStock } from './shopify-cells.ts';
import type { Cells, Column } from './shopify-columns.ts';
import type { ShopifyRow } from './shopify-groups.ts';

/** What is wrong with one cell. */
export interface CellProblem {
  column: Column;
  message: string;
}

/** A variant as its row tells it; what belongs to the product's options is still to be checked. */
export interface RowVariant {
  options: string[];
  sku?: string | undefined;
  barcode?: string | undefined;
  price: number;
  compareAtPrice?: number | undefined;
  stock: number;
  lowStockThreshold?: number | undefined;
  weightGrams?: number | undefined;
  image?: string | undefined;
}

const optionNumbers = [1, 2, 3] as const;

/** The columns that only a variant fills; a further row without any of them tells an image. */
const variantColumns: Column[] = [
  'option1Value',
  'option2Value',
  'option3Value',
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'stock',
  'lowStockThreshold',
  'variantImage',
];

/**
 * @param row a row of a product
 * @param first whether it is the product's first, which always tells a variant
 * @returns whether it tells a variant (and perhaps an image), not an image alone
 */
export function tellsVariant(row: ShopifyRow, first: boolean): boolean {
  return first || variantColumns.some((column) => row.cells[column] !== undefined);
}

/** An option of the product and where its values are. */
export interface OptionColumn {
  name: string;
  column: Column;
}

/**
 * Reads the options from the product's first row. A product without options is told as one variant whose "Title" is
 * "Default Title".
 *
 * @param first the first row's cells
 * @param variants how many rows tell a variant
 * @returns the options in their order
 */
export function optionColumns(first: Cells, variants: number): OptionColumn[] {
  const named = optionNumbers.flatMap((number) => {
    const name = first[`option${number}Name`]?.trim();
    return name === undefined ? [] : [{ name, column: `option${number}Value` as const }];
  });
  const only = named.length === 1 && variants === 1 ? named[0] : undefined;
  const value = only && first[only.column]?.trim();
  const none = only?.name === 'Title' && (value === undefined || value === 'Default Title');
  return none ? [] : named;
}

/**
 * Reads a row's variant.
 *
 * @param cells the row's cells
 * @param options the product's options
 * @returns the variant, or everything that is wrong with it
 */
export function readVariant(
  cells: Cells,
  options: OptionColumn[],
): { variant: RowVariant } | { problems: CellProblem[] } {
  const problems: CellProblem[] = [];
  const take = <Value>(column: Column, read: (cell: string) => { value: Value } | { problem: string }) => {
    const cell = cells[column];
    const reading = cell === undefined ? undefined : read(cell);
    if (reading && 'problem' in reading) problems.push({ column, message: reading.problem });
    return reading && 'value' in reading ? reading.value : undefined;
  };
  const price = take('price', readPrice);
  if (cells.price === undefined) problems.push({ column: 'price', message: 'is missing' });
  const variant = {
    options: options.map(({ column }) => cells[column]?.trim() ?? ''),
    sku: cells.sku,
    barcode: cells.barcode,
    price: price ?? 0,
    compareAtPrice: take('compareAtPrice', readPrice),
    stock: take('stock', readStock) ?? 0,
    lowStockThreshold: take('lowStockThreshold', readCount),
    weightGrams: take('grams', readGrams),
    image: cells.variantImage?.trim(),
  };
  problems.push(...optionProblems(cells, options));
  return problems.length > 0 ? { problems } : { variant };
}

function optionProblems(cells: Cells, options: OptionColumn[]): CellProblem[] {
  return optionNumbers.flatMap((number) => {
    const column = `option${number}Value` as const;
    const option = options.find((one) => one.column === column);
    const value = cells[column];
    if (option && value === undefined) return [{ column, message: `is missing; it says the ${option.name}` }];
    if (option || value === undefined || value.trim() === 'Default Title') return [];
    return [{ column, message: "has no option name in the product's first row" }];
  });
}
