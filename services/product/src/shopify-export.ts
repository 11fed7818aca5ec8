import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { type ExportedProduct, exportHeader, rowsOf } from './shopify-rows.ts';

/**
 * Writes products as Shopify's product CSV while they are read; importing it again changes nothing.
 *
 * Cells that begin with `=`, `+`, `-` or `@` are written as they are. A spreadsheet may take them for formulas, but an
 * apostrophe in front would become part of the seller's texts with the next import, and the texts are the seller's own.
 *
 * @param batches the products, in batches of any size
 * @returns the file, in UTF-8
 */
export function exportFile(batches: AsyncIterable<ExportedProduct[]>): Readable {
  return Readable.from(chunks(batches), { objectMode: false });
}

async function* chunks(batches: AsyncIterable<ExportedProduct[]>): AsyncGenerator<Buffer> {
  yield csv([exportHeader]);
  for await (const products of batches) {
    if (products.length > 0) yield csv(products.flatMap(rowsOf));
  }
}

/** Line breaks are quoted wherever they stand: a lone carriage return ends a line for some readers. */
function csv(rows: string[][]): Buffer {
  return Buffer.from(stringify(rows, { quoted_match: /[\r\n]/ }));
}
