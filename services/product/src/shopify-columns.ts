import { Invalid } from '@credenza/service-kit';

/**
 * The columns of Shopify's product CSV that mean something here, with each spelling that Shopify has used for them.
 * The first spelling is the one of the format's long-lived edition, which the export writes.
 * https://help.shopify.com/en/manual/products/import-export/using-csv
 */
export const spellings = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  body: ['Body (HTML)', 'Description'],
  vendor: ['Vendor'],
  productCategory: ['Product Category'],
  type: ['Type'],
  tags: ['Tags'],
  published: ['Published', 'Published on online store'],
  option1Name: ['Option1 Name'],
  option1Value: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2Value: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3Value: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  grams: ['Variant Grams', 'Weight value (grams)'],
  stock: ['Variant Inventory Qty', 'Inventory quantity'],
  price: ['Variant Price', 'Price'],
  compareAtPrice: ['Variant Compare At Price', 'Compare-at price'],
  barcode: ['Variant Barcode', 'Barcode'],
  imageSrc: ['Image Src', 'Product image URL'],
  imagePosition: ['Image Position'],
  imageAlt: ['Image Alt Text'],
  seoTitle: ['SEO Title'],
  seoDescription: ['SEO Description'],
  googleCategory: ['Google Shopping / Google Product Category'],
  variantImage: ['Variant Image', 'Variant image URL'],
  status: ['Status'],
  // What Shopify has no column for travels as its metafields do, so that an export loses nothing.
  attributes: ['Attributes (product.metafields.credenza.attributes)'],
  lowStockThreshold: ['Low stock threshold (variant.metafields.credenza.low_stock_threshold)'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

export type Column = keyof typeof spellings;

/** The cells of a row that are not blank, by what their column means. */
export type Cells = { [Name in Column]?: string };

/** The first line of a file. */
export interface Header {
  /** What each position means; undefined for a column that is ignored. */
  positions: (Column | undefined)[];
  /** How the file itself spells the columns that it has. */
  names: Map<Column, string>;
  /** The names of the columns that mean nothing here, at most 100 of them. */
  ignored: string[];
}

const required: Column[] = ['handle', 'title', 'price'];
const maxColumns = 1_000;
const maxIgnoredNames = 100;

const plain = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();
const meanings = new Map<string, Column>(
  entriesOf(spellings).flatMap(([column, names]) => names.map((name) => [plain(name), column])),
);

function entriesOf<Key extends string, Value>(record: Record<Key, Value>): [Key, Value][] {
  const entries: [Key, Value][] = [];
  for (const key in record) entries.push([key, record[key]]);
  return entries;
}

/**
 * Reads the first line of a file.
 *
 * @param cells its cells
 * @returns what each column means
 * @throws Invalid when a required column is missing, one comes twice or there are too many
 */
export function readHeader(cells: string[]): Header {
  if (cells.length > maxColumns) throw new Invalid(`The file has more than ${maxColumns} columns.`);
  const header: Header = { positions: [], names: new Map(), ignored: [] };
  for (const cell of cells) {
    const column = meanings.get(plain(cell));
    const name = cell.trim().slice(0, 100);
    if (column && header.names.has(column)) {
      throw new Invalid('A column comes twice.', [
        { field: name, message: `means the same as ${spellings[column][0]}` },
      ]);
    }
    header.positions.push(column);
    if (column) header.names.set(column, name);
    else if (name && !header.ignored.includes(name) && header.ignored.length < maxIgnoredNames)
      header.ignored.push(name);
  }
  const missing = required.filter((column) => !header.names.has(column));
  if (missing.length > 0) {
    const hint = cells.length === 1 && /[;\t]/.test(cells[0] ?? '') ? ' Columns must be separated by commas.' : '';
    throw new Invalid(
      `The first line does not name every column that is needed.${hint}`,
      missing.map((column) => ({ field: spellings[column][0], message: 'is missing' })),
    );
  }
  return header;
}

/**
 * Picks the cells of a row that mean something.
 *
 * @param header the file's first line
 * @param cells the row's cells
 * @returns those that are known and not blank, as they are written
 */
export function readCells(header: Header, cells: string[]): Cells {
  const known: Cells = {};
  for (const [position, cell] of cells.entries()) {
    const column = header.positions[position];
    if (column && cell.trim() !== '') known[column] = cell;
  }
  return known;
}
