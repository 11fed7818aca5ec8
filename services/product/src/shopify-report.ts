import { z } from 'zod';

/** One thing in a file that was not imported, and why. */
export const RowError = z.object({
  row: z.int().meta({ description: 'as a spreadsheet counts; the first line of the file is 1' }),
  line: z.int().meta({ description: 'line of the text in which the row begins' }),
  handle: z.string(),
  field: z.string().meta({ description: 'the column as the file names it; empty when it is about the whole row' }),
  message: z.string(),
  value: z.string().meta({ description: 'the beginning of what was found there' }),
});
export type RowError = z.infer<typeof RowError>;

export const ImportReport = z.object({
  dryRun: z.boolean(),
  products: z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), failed: z.int() }),
  rows: z.int().meta({ description: 'rows below the first line, bad ones included' }),
  errors: z.array(RowError).meta({ description: 'the first 1,000' }),
  errorsTotal: z.int(),
  ignoredColumns: z.array(z.string()).meta({ description: 'columns that mean nothing here, at most 100' }),
});
export type ImportReport = z.infer<typeof ImportReport>;

const maxErrors = 1_000;

/**
 * Cuts a text and copies it: a part of a string keeps the whole string alive, here a piece of the file.
 *
 * @param text any text
 * @param max the most characters to keep
 * @returns the beginning, on its own
 */
export function clip(text: string, max: number): string {
  return Buffer.from(text.trim().slice(0, max)).toString();
}

/**
 * @param dryRun whether nothing is written
 * @returns a report of nothing yet
 */
export function emptyReport(dryRun: boolean): ImportReport {
  const products = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  return { dryRun, products, rows: 0, errors: [], errorsTotal: 0, ignoredColumns: [] };
}

/**
 * Adds errors to a report, which keeps the first 1,000 and counts the others.
 *
 * @param report to add to
 * @param errors what was found
 */
export function addErrors(report: ImportReport, errors: RowError[]): void {
  report.errorsTotal += errors.length;
  const room = Math.max(0, maxErrors - report.errors.length);
  for (const error of errors.slice(0, room)) {
    const { handle, message, value } = error; // each may quote a cell of a megabyte
    report.errors.push({ ...error, handle: clip(handle, 120), message: clip(message, 300), value: clip(value, 100) });
  }
}
