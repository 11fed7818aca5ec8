import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Conflict, Unavailable } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import type { ProductInput } from '../src/product.ts';
import { importFile, maxInFlight, type Save } from '../src/shopify-import.ts';

const head = 'Handle,Title,Body (HTML),Variant Price,Gift Card\n';
const row = (name: string, price = '9.99') =>
  `${name},${name.toUpperCase()},"<p>Hello, ""you""\n</p>",${price},false\n`;

async function* upload(...pieces: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

/** Keeps what is saved, as a shop would. */
function shelf() {
  const products = new Map<string, string>();
  const save: Save = async (product) => {
    const [handle, text] = [product.handle ?? '', JSON.stringify(product)];
    const before = products.get(handle);
    products.set(handle, text);
    if (before === undefined) return 'created';
    return before === text ? 'unchanged' : 'updated';
  };
  return { products, save };
}

describe('an import', () => {
  test('reports what was created, changed and left alone, and a second time changes nothing', async () => {
    const { save } = shelf();
    const file = head + row('lamp') + row('vase', '-1') + row('pot');
    const first = await importFile(upload(file), save, false);
    expect(first).toEqual({
      dryRun: false,
      products: { created: 2, updated: 0, unchanged: 0, failed: 1 },
      rows: 3,
      errors: [
        {
          row: 3,
          line: 4,
          handle: 'vase',
          field: 'Variant Price',
          value: '-1',
          message: expect.stringContaining('must be a price'),
        },
        { row: 3, line: 4, handle: 'vase', field: '', value: '', message: 'has no variant that can be imported' },
      ],
      errorsTotal: 2,
      ignoredColumns: ['Gift Card'],
    });
    const again = await importFile(upload(file), save, false);
    expect(again.products).toEqual({ created: 0, updated: 0, unchanged: 2, failed: 1 });
    const changed = await importFile(upload(head + row('lamp', '8') + row('pot')), save, false);
    expect(changed.products).toEqual({ created: 0, updated: 1, unchanged: 1, failed: 0 });
  });

  test('does not care how the upload is cut, about a byte order mark or about windows line ends', async () => {
    const text = `\uFEFF${head}${row('lamp')}${row('pöt')}${row('vase')}`.replaceAll('\n', '\r\n');
    const bytes = Buffer.from(text);
    const whole = shelf();
    await importFile(upload(bytes), whole.save, false);
    const cut = shelf();
    await importFile(upload(...Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))), cut.save, false);
    expect([...whole.products.keys()]).toEqual(['lamp', 'vase']);
    expect(cut.products).toEqual(whole.products);
  });

  test('a product that the shop refuses fails alone, with the reason', async () => {
    const { save, products } = shelf();
    const refuseLamp: Save = async (product, told) => {
      if (product.handle === 'lamp') throw new Conflict('Orders hold more than 0 pieces.');
      return await save(product, told);
    };
    const report = await importFile(upload(head + row('lamp') + row('pot')), refuseLamp, false);
    expect(report.products).toEqual({ created: 1, updated: 0, unchanged: 0, failed: 1 });
    expect(report.errors).toMatchObject([{ row: 2, handle: 'lamp', message: 'Orders hold more than 0 pieces.' }]);
    expect([...products.keys()]).toEqual(['pot']);
  });

  test('a database that is away ends the import instead of failing every product', async () => {
    let calls = 0;
    const away: Save = async () => {
      calls += 1;
      throw new Unavailable('The database does not answer.');
    };
    const rows = Array.from({ length: 100 }, (_, index) => row(`p${index}`)).join('');
    await expect(importFile(upload(head + rows), away, false)).rejects.toMatchObject({ type: 'unavailable' });
    expect(calls).toBeLessThanOrEqual(maxInFlight);
  });

  test('an upload that breaks off leaves whole products only, and the same file completes them', async () => {
    const { save, products } = shelf();
    const size = (name: string) => `pot,,,5,\n`.replace('pot,', `${name},`);
    const file = `${head}${row('lamp')}${row('pot')}${size('pot')}`;
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${head}${row('lamp')}${row('pot')}`.padEnd(70_000, '\n'));
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    await expect(importFile(breaking(), save, false)).rejects.toThrow('aborted');
    expect([...products.keys()]).toEqual(['lamp']);
    const report = await importFile(upload(file), save, false);
    expect(report.products).toMatchObject({ created: 1, unchanged: 1 });
  });

  test('keeps the first 1,000 errors and counts the others', async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => `p${index},,,1,\n`).join('');
    const report = await importFile(upload(head + rows), shelf().save, false);
    expect(report.errors).toHaveLength(1_000);
    expect(report.errorsTotal).toBe(1_500);
    expect(report.products.failed).toBe(1_500);
  });
});

describe('a report', () => {
  test('stays small, however long the cells are that it complains about', async () => {
    const long = 'x'.repeat(100_000);
    const lines = Array.from({ length: 20 }, (_, index) => `p${index},Pot,${long},,${long}\n`).join('');
    const file = `Handle,Title,Option1 Name,Option1 Value,Variant Price\n${lines}`;
    const report = await importFile(upload(file), shelf().save, false);
    expect(report.products.failed).toBe(20);
    expect(JSON.stringify(report).length).toBeLessThan(50_000);
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['nothing', [''], 'invalid'],
    ['UTF-16 with a mark', [Buffer.from(`\uFEFF${head}`, 'utf16le')], 'unsupported-media-type'],
    ['UTF-16 without a mark', [Buffer.from(head, 'utf16le')], 'unsupported-media-type'],
    ['Latin-1', [Buffer.from(head + row('café'), 'latin1')], 'invalid'],
    ['an image', [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')], 'unsupported-media-type'],
    [
      'a first line that never ends',
      ['Handle,"Title', ...Array.from({ length: 30 }, () => 'x'.repeat(50_000))],
      'invalid',
    ],
    ['a first line with 100,000 columns', [`Handle,Title,Variant Price${','.repeat(100_000)}\n`], 'invalid'],
  ])('%s is refused', async (_what, pieces, type) => {
    await expect(importFile(upload(...pieces), shelf().save, false)).rejects.toMatchObject({ type });
  });

  test('what was imported before a wrong byte is reported with the refusal', async () => {
    const good = Array.from({ length: 2_000 }, (_, index) => row(`p${index}`)).join('');
    const { save, products } = shelf();
    const bad = importFile(upload(head + good, Buffer.from('caf\xe9,\n', 'latin1')), save, false);
    await expect(bad).rejects.toMatchObject({
      type: 'invalid',
      extensions: { report: { rows: 2_000, products: { created: 1_999 } } },
    });
    expect(products.size).toBe(1_999);
  });
});

describe('memory', () => {
  /** A long file that never exists as a whole. */
  async function* longFile(products: number, body: string): AsyncGenerator<Buffer> {
    yield Buffer.from('Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant Price\n');
    for (let number = 0; number < products; number += 1) {
      yield Buffer.from(`product-${number},Product ${number},"${body}",Size,S,10\nproduct-${number},,,,L,12.50\n`);
    }
  }

  /** What is still held once the garbage is gone, in bytes: the resident size would tell when the collector last felt like it. */
  function held(): number {
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    return process.memoryUsage().heapUsed;
  }

  test('10,000 products pass through with a few of them in memory, however slowly they are written', async () => {
    const body = `<p>${'Long text, with commas. '.repeat(200)}</p>`;
    const before = held();
    let [present, most, bytes, peak, saved] = [0, 0, 0, 0, 0];
    const slow: Save = async (product: ProductInput) => {
      present += 1;
      most = Math.max(most, present);
      bytes += product.descriptionHtml.length;
      await new Promise((resolve) => setImmediate(resolve));
      saved += 1;
      if (saved % 1_000 === 0) peak = Math.max(peak, held() - before);
      present -= 1;
      return 'created';
    };
    const report = await importFile(longFile(10_000, body), slow, false);
    expect(report.products.created).toBe(10_000);
    expect(report.errors).toEqual([]);
    expect(most).toBe(maxInFlight);
    expect(bytes).toBeGreaterThan(45_000_000);
    expect(peak).toBeLessThan(bytes / 4);
  }, 60_000);

  test('the upload waits while products are being written', async () => {
    let taken = 0;
    async function* source(): AsyncGenerator<Buffer> {
      for await (const piece of longFile(5_000, 'x'.repeat(1_000))) {
        taken += piece.length;
        yield piece;
      }
    }
    const started: (() => void)[] = [];
    let go = false;
    const save: Save = async () => {
      if (!go) await new Promise<void>((resolve) => started.push(resolve));
      return 'created';
    };
    const done = importFile(source(), save, false);
    while (started.length < maxInFlight) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(started).toHaveLength(maxInFlight);
    expect(taken).toBeLessThan(200_000);
    go = true;
    for (const release of started) release();
    expect((await done).products.created).toBe(5_000);
  }, 60_000);
});
