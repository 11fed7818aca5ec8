import { Invalid, Refusal } from '@credenza/service-kit';
import type { ProductInput } from './product.ts';
import { type Column, type Header, readHeader } from './shopify-columns.ts';
import { complainTo } from './shopify-draft.ts';
import { groupRows, type ShopifyGroup } from './shopify-groups.ts';
import type { Told } from './shopify-merge.ts';
import { productOf } from './shopify-product.ts';
import type { CsvRecord } from './shopify-records.ts';
import { addErrors, emptyReport, type ImportReport, type RowError } from './shopify-report.ts';
import { readUpload } from './shopify-upload.ts';

/** Writes one product; a refusal is the product's fault, any other error ends the import. */
export type Save = (product: ProductInput, told: Told) => Promise<'created' | 'updated' | 'unchanged'>;

/** How many products are written at the same time; the upload waits meanwhile. */
export const maxInFlight = 6;

/**
 * Imports a file while it arrives. Every product is written as a whole or not at all; when the import ends early, what
 * is written stays and the same file, sent again, completes it.
 *
 * @param upload the bytes of a product CSV
 * @param save writes one product
 * @param dryRun whether `save` only looks, for the report
 * @returns what came of it
 * @throws Refusal when the file as a whole cannot be read; its `report` says what had been done until then
 */
export async function importFile(upload: AsyncIterable<Buffer>, save: Save, dryRun: boolean): Promise<ImportReport> {
  const report = emptyReport(dryRun);
  const records = readUpload(upload);
  try {
    const header = await readFirstLine(records);
    report.ignoredColumns = header.ignored;
    await saveAll(
      groupRows(counted(records, report), header, (error) => addErrors(report, [error])),
      header,
      save,
      report,
    );
  } catch (error) {
    if (!(error instanceof Refusal) || report.rows === 0) throw error;
    throw new Refusal(error.type, error.message, { ...error.extensions, report });
  }
  return report;
}

async function readFirstLine(records: AsyncGenerator<CsvRecord>): Promise<Header> {
  const { value, done } = await records.next();
  if (done) throw new Invalid('The file is empty.');
  if (value.problem !== undefined) throw new Invalid(`The first line ${value.problem}.`);
  return readHeader(value.cells);
}

async function* counted(records: AsyncIterable<CsvRecord>, report: ImportReport): AsyncGenerator<CsvRecord> {
  for await (const record of records) {
    report.rows += 1;
    yield record;
  }
}

async function saveAll(
  groups: AsyncIterable<ShopifyGroup>,
  header: Header,
  save: Save,
  report: ImportReport,
): Promise<void> {
  const columns = new Set<Column>(header.names.keys());
  const busy = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const group of groups) {
      const { product, incomplete, errors } = productOf(group, header);
      addErrors(report, errors);
      if (!product) {
        report.products.failed += 1;
        continue;
      }
      if (busy.size >= maxInFlight) await Promise.race(busy);
      if (failures.length > 0) break;
      const work = saveOne(group, () => save(product, { columns, incomplete }), header, report)
        .catch((error) => failures.push(error))
        .then(() => void busy.delete(work));
      busy.add(work);
    }
  } finally {
    await Promise.all(busy);
  }
  if (failures.length > 0) throw failures[0];
}

async function saveOne(
  group: ShopifyGroup,
  save: () => ReturnType<Save>,
  header: Header,
  report: ImportReport,
): Promise<void> {
  try {
    report.products[await save()] += 1;
  } catch (error) {
    if (!isTheProductsFault(error)) throw error;
    const errors: RowError[] = [];
    const [first] = group.rows;
    if (first) complainTo(group.handle, header, errors)(first, undefined, error.message);
    addErrors(report, errors);
    report.products.failed += 1;
  }
}

function isTheProductsFault(error: unknown): error is Refusal {
  return error instanceof Refusal && error.type !== 'unavailable' && error.type !== 'too-many-requests';
}
