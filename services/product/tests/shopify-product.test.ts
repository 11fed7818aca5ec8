import { describe, expect, test } from '@jest/globals';
import { readHeader } from '../src/shopify-columns.ts';
import { groupRows } from '../src/shopify-groups.ts';
import { productOf } from '../src/shopify-product.ts';
import { CsvReader } from '../src/shopify-records.ts';
import type { RowError } from '../src/shopify-report.ts';

/** Reads a whole file at once. */
export async function readFile(text: string) {
  const [first, ...records] = new CsvReader().push(text, true);
  const header = readHeader(first?.cells ?? []);
  const errors: RowError[] = [];
  const all = (async function* () {
    yield* records;
  })();
  const found = [];
  for await (const group of groupRows(all, header, (error) => errors.push(error))) {
    const product = productOf(group, header);
    errors.push(...product.errors);
    found.push(product);
  }
  return { products: found.flatMap(({ product }) => (product ? [product] : [])), found, errors };
}

const columns =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Image Alt Text,SEO Title,Variant Image,Status';
const names = columns.split(',');

/** Writes rows by column name. */
const csv = (...rows: Record<string, string>[]) =>
  [columns, ...rows.map((row) => names.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(','))].join(
    '\n',
  );

const lamp = {
  Handle: 'lamp',
  Title: 'Lamp',
  'Option1 Name': 'Title',
  'Option1 Value': 'Default Title',
  'Variant Price': '19.9',
};
const small = { Handle: 'pot', Title: 'Pot', 'Option1 Name': 'Size', 'Option1 Value': 'S', 'Variant Price': '5' };

describe('a product', () => {
  test('one row with "Default Title" is a product without options', async () => {
    const { products, errors } = await readFile(
      csv({ ...lamp, 'Variant Inventory Qty': '7', 'Variant Grams': '250.4', Vendor: 'Acme' }),
    );
    expect(errors).toEqual([]);
    expect(products).toMatchObject([
      { handle: 'lamp', title: 'Lamp', status: 'active', vendor: 'Acme', options: [], images: [], tags: [] },
    ]);
    expect(products[0]?.variants).toMatchObject([{ options: [], price: 1_990, stock: 7, weightGrams: 250 }]);
  });

  test('further rows add variants and images, and what describes the product stands in its first row', async () => {
    const { products, errors } = await readFile(
      csv(
        {
          ...small,
          'Image Src': 'https://img.example/2.jpg',
          'Image Position': '2',
          'Option2 Name': 'Color',
          'Option2 Value': 'Red',
          Tags: 'a, b ,,a',
        },
        {
          Handle: 'pot',
          'Option1 Value': 'L',
          'Option2 Value': 'Red',
          'Variant Price': '9',
          'Image Src': 'https://img.example/2.jpg',
        },
        { Handle: 'pot', 'Image Src': 'https://img.example/1.jpg', 'Image Position': '1', 'Image Alt Text': 'front' },
        { Handle: 'pot', 'Option1 Value': 'S', 'Option2 Value': 'Blue', 'Variant Price': '6' },
      ),
    );
    expect(errors).toEqual([]);
    expect(products).toHaveLength(1);
    expect(products[0]).toMatchObject({
      tags: ['a', 'b'],
      options: [
        { name: 'Size', values: ['S', 'L'] },
        { name: 'Color', values: ['Red', 'Blue'] },
      ],
      images: [
        { src: 'https://img.example/1.jpg', alt: 'front' },
        { src: 'https://img.example/2.jpg', alt: '' },
      ],
      variants: [{ options: ['S', 'Red'], price: 500 }, { options: ['L', 'Red'] }, { options: ['S', 'Blue'] }],
    });
  });

  test('an HTML body keeps its commas, quotation marks and line breaks', async () => {
    const body = '<p>Round, "handmade"\nand <strong>blue</strong></p>';
    const { products } = await readFile(csv({ ...lamp, 'Body (HTML)': body }));
    expect(products[0]?.descriptionHtml).toBe(body);
  });

  test.each([
    ['true', '', 'active'],
    ['FALSE', '', 'draft'],
    ['', '', 'active'],
    ['true', 'draft', 'draft'],
    ['true', 'Archived', 'archived'],
    ['false', 'active', 'draft'],
  ])('published %p with status %p is %s', async (Published, Status, status) => {
    const { products } = await readFile(csv({ ...lamp, Published, Status }));
    expect(products[0]?.status).toBe(status);
  });

  test.each([
    ['', 0],
    ['-3', 0],
    ['4.0', 4],
  ])('stock %p is %d pieces', async (cell, stock) => {
    const { products, errors } = await readFile(csv({ ...lamp, 'Variant Inventory Qty': cell }));
    expect(products[0]?.variants[0]?.stock).toBe(stock);
    expect(errors).toEqual([]);
  });

  test('the newer edition of the format is read just the same', async () => {
    const { products } = await readFile(
      'Title,URL handle,Description,Product category,Published on online store,SKU,Option1 name,Option1 value,Price,Compare-at price,Inventory quantity,Weight value (grams),Product image URL\n' +
        'Mug,mug,<p>Big</p>,Home & Garden > Kitchen > Mugs,TRUE,M-1,Title,Default Title,9.50,12,3,300,https://img.example/mug.png\n',
    );
    expect(products).toMatchObject([
      {
        handle: 'mug',
        category: 'Home & Garden / Kitchen / Mugs',
        descriptionHtml: '<p>Big</p>',
        images: [{ src: 'https://img.example/mug.png' }],
        variants: [{ sku: 'M-1', price: 950, compareAtPrice: 1_200, stock: 3, weightGrams: 300 }],
      },
    ]);
  });

  test('the category is the shop taxonomy, else the type; a long path loses its first parts', async () => {
    const { products } = await readFile(
      `Handle,Title,Variant Price,Type,Product Category,Google Shopping / Google Product Category\n` +
        `a,A,1,Pots,,632\nb,B,1,Pots,,Garden > Pots\nc,C,1,Pots,Home > ${'x'.repeat(60)} > ${'y'.repeat(60)},\n`,
    );
    expect(products.map(({ category }) => category)).toEqual(['Pots', 'Garden / Pots', 'y'.repeat(60)]);
  });
});

describe('what is wrong', () => {
  test('a bad variant is left out and named by row, column and value; its product and its neighbours stay', async () => {
    const { products, found, errors } = await readFile(
      csv(
        small,
        { Handle: 'pot', 'Option1 Value': 'M', 'Variant Price': '9,99' },
        { Handle: 'pot', 'Option1 Value': 'L', 'Variant Price': '12' },
        lamp,
      ),
    );
    expect(products.map(({ handle, variants }) => [handle, variants.length])).toEqual([
      ['pot', 2],
      ['lamp', 1],
    ]);
    expect(products[0]?.options).toEqual([{ name: 'Size', values: ['S', 'L'] }]);
    expect(found.map(({ incomplete }) => incomplete)).toEqual([true, false]);
    expect(errors).toEqual([
      {
        row: 3,
        line: 3,
        handle: 'pot',
        field: 'Variant Price',
        message: expect.stringContaining('15.99'),
        value: '9,99',
      },
    ]);
  });

  test.each([
    ['no title', { Title: '' }, 'Title'],
    ['a wrong boolean', { Published: 'maybe' }, 'Published'],
    ['an unknown status', { Status: 'hidden' }, 'Status'],
    ['a price with a currency', { 'Variant Price': '€5' }, 'Variant Price'],
    ['a negative price', { 'Variant Price': '-5' }, 'Variant Price'],
    ['no price', { 'Variant Price': '' }, 'Variant Price'],
    ['too many decimals', { 'Variant Price': '1.999' }, 'Variant Price'],
    ['stock that is no number', { 'Variant Inventory Qty': 'many' }, 'Variant Inventory Qty'],
    ['half a piece', { 'Variant Inventory Qty': '1.5' }, 'Variant Inventory Qty'],
    ['a weight that is no number', { 'Variant Grams': 'heavy' }, 'Variant Grams'],
    ['a handle with spaces', { Handle: 'my lamp' }, 'Handle'],
    ['a title that is too long', { Title: 'x'.repeat(201) }, 'Title'],
    ['a SKU that is too long', { 'Variant SKU': 'x'.repeat(65) }, 'Variant SKU'],
    ['a tag that is too long', { Tags: `a, ${'x'.repeat(61)}` }, 'Tags'],
    ['an option value without a name', { 'Option1 Name': '', 'Option1 Value': 'Red' }, 'Option1 Value'],
    ['an option without a value', { 'Option2 Name': 'Color' }, 'Option2 Value'],
  ])('%s fails the product that has nothing else, and no other', async (_why, wrong, field) => {
    const { products, errors } = await readFile(csv({ ...lamp, ...wrong }, small));
    expect(products.map(({ handle }) => handle)).toEqual(['pot']);
    expect(errors).toContainEqual(expect.objectContaining({ row: 2, field }));
  });

  test('a bad image is left out, its product stays', async () => {
    const { products, errors } = await readFile(
      csv(
        { ...lamp, 'Image Src': 'http://img.example/plain.jpg', 'Variant Image': 'ftp://img.example/x.jpg' },
        { Handle: 'lamp', 'Image Src': 'https://img.example/a.jpg', 'Image Position': 'first' },
        { Handle: 'lamp', 'Image Src': 'https://img.example/b.jpg' },
      ),
    );
    expect(products[0]?.images).toEqual([{ src: 'https://img.example/b.jpg', alt: '' }]);
    expect(products[0]?.variants[0]?.image).toBeUndefined();
    expect(errors.map(({ row, field }) => [row, field]).sort()).toEqual([
      [2, 'Image Src'],
      [2, 'Variant Image'],
      [3, 'Image Position'],
    ]);
  });

  test('the second variant with the same options is left out', async () => {
    const { products, errors } = await readFile(
      csv(small, { Handle: 'pot', 'Option1 Value': 'S', 'Variant Price': '7' }),
    );
    expect(products[0]?.variants).toHaveLength(1);
    expect(errors).toMatchObject([{ row: 3, field: 'Option1 Value', value: 'S' }]);
  });

  test('a row that tells neither a variant nor an image is named', async () => {
    const { products, errors } = await readFile(csv(small, { Handle: 'pot', 'Image Alt Text': 'lonely' }));
    expect(products).toHaveLength(1);
    expect(errors).toMatchObject([{ row: 3, field: '', message: expect.stringContaining('neither') }]);
  });

  test('rows of one product that are apart do not replace it by a part of it', async () => {
    const { products, errors } = await readFile(csv(small, lamp, { ...small, 'Option1 Value': 'L' }));
    expect(products.map(({ handle }) => handle)).toEqual(['pot', 'lamp']);
    expect(errors).toMatchObject([
      { row: 4, handle: 'pot', field: 'Handle', message: expect.stringContaining('row 2') },
    ]);
  });

  test('rows with too few or too many cells, without a handle or with broken quotation marks spoil nothing around them', async () => {
    const good = csv(small, { Handle: 'pot', 'Option1 Value': 'L', 'Variant Price': '7' }, lamp).split('\n');
    const [head, first, second, third] = good;
    const { products, found, errors } = await readFile(
      [head, first, 'pot,too,few', second, `"pot"x,`, third, csv({ ...lamp, Handle: '' }).split('\n')[1]].join('\n'),
    );
    expect(products.map(({ handle, variants }) => [handle, variants.length])).toEqual([
      ['pot', 2],
      ['lamp', 1],
    ]);
    expect(errors.map(({ row, field }) => [row, field])).toEqual([
      [3, ''],
      [5, ''],
      [7, 'Handle'],
    ]);
    expect(found.map(({ incomplete }) => incomplete)).toEqual([true, true]);
  });

  test('a product with more rows than it can have is refused, not kept in memory', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => ({
      Handle: 'pot',
      'Option1 Value': `S${index}`,
      'Variant Price': '7',
    }));
    const { products, errors } = await readFile(csv(small, ...rows, lamp));
    expect(products.map(({ handle }) => handle)).toEqual(['lamp']);
    expect(errors).toMatchObject([{ handle: 'pot', message: expect.stringContaining('rows') }]);
  });

  test('a product beyond a limit is refused with the limit in words', async () => {
    const sizes = Array.from({ length: 100 }, (_, index) => ({
      Handle: 'pot',
      'Option1 Value': `S${index}`,
      'Variant Price': '7',
    }));
    const tags = Array.from({ length: 51 }, (_, index) => `tag ${index}`).join(', ');
    const { products, errors } = await readFile(csv(small, ...sizes, { ...lamp, Tags: tags }));
    expect(products).toEqual([]);
    expect(errors.map(({ handle, field, message }) => [handle, field, message])).toEqual([
      ['pot', 'Option1 Value', 'must be at most 100 values'],
      ['pot', '', 'must be at most 100 variants'],
      ['lamp', 'Tags', 'must be at most 50 tags'],
    ]);
  });

  test('more than 30 images are cut, more than 100 variants refused', async () => {
    const images = Array.from({ length: 32 }, (_, index) => ({
      Handle: 'lamp',
      'Image Src': `https://img.example/${index}.jpg`,
    }));
    const sizes = Array.from({ length: 101 }, (_, index) => ({
      Handle: 'pot',
      'Option1 Value': `S${index}`,
      'Variant Price': '7',
    }));
    const { products, errors } = await readFile(csv(lamp, ...images, small, ...sizes));
    expect(products.map(({ handle, images: kept }) => [handle, kept.length])).toEqual([['lamp', 30]]);
    expect(errors.map(({ handle }) => handle)).toEqual(['lamp', 'lamp', 'pot', 'pot']);
  });

  test('nothing in a cell can break the reader', async () => {
    const nasty = ['__proto__', 'constructor', '{"$gt":""}', '=1+1', '\u0000', '😀', '-', ' ', 'NaN', '1e9', '0x10'];
    for (const value of nasty) {
      for (const name of names.slice(2)) {
        const { found } = await readFile(csv({ ...lamp, [name]: value }));
        expect(found).toHaveLength(1);
      }
    }
  });
});

describe('the first line', () => {
  test.each([
    ['a missing column', 'Handle,Title\n', 'Variant Price'],
    ['the same column twice', 'Handle,Title,Variant Price,Price\n', 'Price'],
    ['another separator', 'Handle;Title;Variant Price\n', 'Handle'],
  ])('%s is refused by name', async (_why, text, field) => {
    await expect(readFile(text)).rejects.toMatchObject({
      type: 'invalid',
      extensions: { errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });

  test('columns that mean nothing here are listed once', () => {
    expect(readHeader(['Handle', 'Gift Card', ' title', 'VARIANT PRICE', 'Gift Card', '']).ignored).toEqual([
      'Gift Card',
    ]);
  });
});
