import { type Cells, type Header, readCells } from './shopify-columns.ts';
import type { CsvRecord } from './shopify-records.ts';
import { clip, type RowError } from './shopify-report.ts';

/** A row that can be read. */
export interface ShopifyRow {
  row: number;
  line: number;
  cells: Cells;
}

/** The rows of one product. */
export interface ShopifyGroup {
  handle: string;
  rows: ShopifyRow[];
  /** Whether rows between these could not be read; they may have been further variants. */
  incomplete: boolean;
  /** Why the product cannot be imported at all. */
  problem?: string;
}

/** How many products one file may have: their handles are remembered until its end. */
const maxProducts = 250_000;
/** A product has at most 100 variants and 30 images. */
const maxRows = 500;
const maxCharacters = 3_000_000;

/**
 * Gathers the rows that belong together: those with the same handle, one after the other. When a handle comes back
 * later in the file, that later part is refused as a whole: the first part may be stored already, and the file
 * must never replace a product by a part of it.
 *
 * A row that cannot be read neither begins nor ends a product, because its handle cannot be trusted.
 *
 * @param records the records below the first line
 * @param header the file's first line
 * @param refuse is told about each row that belongs to no product
 * @returns the products' rows, in the order of the file
 */
export async function* groupRows(
  records: AsyncIterable<CsvRecord>,
  header: Header,
  refuse: (error: RowError) => void,
): AsyncGenerator<ShopifyGroup> {
  const firstRows = new Map<string, number>();
  let group: ShopifyGroup | undefined;
  let size = 0;
  let lost = false;
  for await (const record of records) {
    const cells = readCells(header, record.cells);
    const handle = cells.handle?.trim().toLowerCase() ?? '';
    const error = rowProblem(record, header, cells);
    if (error) {
      refuse(error);
      lost = true; // it may belong to the product before it or to the one after it
      if (group) group.incomplete = true;
      continue;
    }
    if (group?.handle !== handle) {
      if (group) yield group;
      group = { handle, rows: [], incomplete: lost, ...problemOf(handle, firstRows) };
      if (firstRows.size < maxProducts) firstRows.set(clip(handle, 1_000), firstRows.get(handle) ?? record.row);
      [size, lost] = [0, false];
    }
    if (group.rows.length > 0) delete cells.body; // means something in the first row only, and may be long
    size += Object.values(cells).reduce((sum, cell) => sum + cell.length, 0);
    if (group.rows.length < maxRows && size < maxCharacters) {
      group.rows.push({ row: record.row, line: record.line, cells });
    } else group.problem ??= 'has more rows, or longer ones, than a product can have';
  }
  if (group) yield group;
}

function problemOf(handle: string, firstRows: Map<string, number>): { problem?: string } {
  const before = firstRows.get(handle);
  if (before !== undefined) {
    return { problem: `came before in row ${before}; the rows of one product must follow each other` };
  }
  if (firstRows.size >= maxProducts) {
    return { problem: 'is one product too many: a file may have 250,000; send the rest in another file' };
  }
  return {};
}

function rowProblem(record: CsvRecord, header: Header, cells: Cells): RowError | undefined {
  const about = { row: record.row, line: record.line, handle: cells.handle ?? '', field: '' };
  const wanted = header.positions.length;
  const start = record.cells.join(',').slice(0, 200);
  if (record.problem !== undefined) return { ...about, handle: '', message: record.problem, value: start };
  if (record.cells.length !== wanted) {
    return { ...about, message: `has ${record.cells.length} cells where the first line has ${wanted}`, value: start };
  }
  if (cells.handle !== undefined) return undefined;
  return { ...about, field: header.names.get('handle') ?? '', message: 'is missing', value: '' };
}
