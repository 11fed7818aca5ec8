import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { ProductInput } from '../src/product.ts';
import { readHeader } from '../src/shopify-columns.ts';
import { groupRows } from '../src/shopify-groups.ts';
import { productOf } from '../src/shopify-product.ts';
import { CsvReader } from '../src/shopify-records.ts';
import { exportHeader, rowsOf } from '../src/shopify-rows.ts';
import { anyProduct } from './shopify-generated.ts';

async function readBack(text: string) {
  const [first, ...records] = new CsvReader().push(text, true);
  const header = readHeader(first?.cells ?? []);
  const errors: unknown[] = [];
  const below = (async function* () {
    yield* records;
  })();
  const products = [];
  for await (const group of groupRows(below, header, (error) => errors.push(error))) {
    const found = productOf(group, header);
    errors.push(...found.errors);
    products.push(found.product);
  }
  return { header, products, errors };
}

/** The order of an option's values is the shop's to keep: a file shows only the order of the variants. */
const inAnyOrder = (product: ProductInput | undefined) => ({
  ...product,
  options: product?.options.map(({ name, values }) => ({ name, values: values.toSorted() })),
});

describe('a product in a file', () => {
  test('comes back as it was, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyProduct, { maxLength: 4 }), async (some) => {
        const products = some.map((product, index) => ({ ...ProductInput.parse(product), handle: `product-${index}` }));
        const text = stringify([exportHeader, ...products.flatMap(rowsOf)], { quoted_match: /[\r\n]/ });
        const back = await readBack(text);
        expect(back.errors).toEqual([]);
        expect(back.products.map(inAnyOrder)).toEqual(products.map(inAnyOrder));
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  test('has no column that Shopify would not know, except the two that carry what it has no place for', () => {
    const own = exportHeader.filter((name) => name.includes('credenza'));
    expect(own).toHaveLength(2);
    expect(exportHeader).toEqual(expect.arrayContaining(['Handle', 'Variant Inventory Policy', 'Status']));
    expect(new Set(exportHeader).size).toBe(exportHeader.length);
  });
});
