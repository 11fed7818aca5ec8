import { Readable } from 'node:stream';
import { formatAmount } from '@credenza/contracts';

/** An amount in minor units; a file shows it as a decimal number, for that is what spreadsheets count with. */
interface MoneyCell {
  minor: number | null;
  currency: string;
}

/** What a cell may hold; missing and null ones stay empty. */
export type Cell = string | number | boolean | MoneyCell | null | undefined;

/** A table: its columns, and its rows while they are read. */
export interface Table {
  columns: string[];
  rows: AsyncIterable<Cell[]>;
}

/**
 * Writes a table as CSV (RFC 4180) in UTF-8 while its rows are read. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection); numbers are as they are.
 *
 * @param table the table
 * @returns the file
 */
export function csvOf(table: Table): Readable {
  return Readable.from(lines(table), { objectMode: false });
}

async function* lines({ columns, rows }: Table): AsyncGenerator<string> {
  yield line(columns);
  for await (const cells of rows) yield line(cells);
}

function line(cells: Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'object') return cell.minor === null ? '' : decimal(cell.minor, cell.currency);
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r\n]|^[\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function decimal(minor: number, currency: string): string {
  return `${minor < 0 ? '-' : ''}${formatAmount(Math.abs(minor), currency)}`;
}
