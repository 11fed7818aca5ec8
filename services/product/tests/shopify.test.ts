import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { newId, OrderId } from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../src/context.ts';
import { ProductInput } from '../src/product.ts';
import { service } from '../src/service.ts';
import { upsertByHandle } from '../src/upsert.ts';
import { anyProduct } from './shopify-generated.ts';

let kit: Harness<Context>;
let seller: TestUser;

beforeAll(async () => {
  kit = await startForTest(service);
  seller = await kit.user('seller');
});
afterAll(() => kit?.stop());

const importAs = async (user: TestUser, text: string | Buffer, query = '') =>
  await kit.http
    .post(`/api/products/import${query}`)
    .set('authorization', user.authorization)
    .set('content-type', 'text/csv')
    .send(text);

const exportOf = async (user: TestUser, query = '') =>
  await kit.http.get(`/api/products/export${query}`).set('authorization', user.authorization).buffer(true);

const file = `Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Position,Image Alt Text,Gift Card
pot,Clay Pot,"<p>Round, ""handmade""
in clay</p>",Acme,Outdoor,"Pot, Plants",true,Size,S,POT-S,500,4,9.99,,https://img.example/pot.jpg,1,A pot,false
pot,,,,,,,,L,POT-L,900,2,15.99,19.99,,,,
pot,,,,,,,,,,,,,,https://img.example/pot-2.jpg,2,From above,
lamp,Lamp,,,Indoor,,false,Title,Default Title,,0,,59,,,,,false
broken,,,,,,true,Title,Default Title,,0,1,5,,,,,false
`;

const productsOf = async (user: TestUser) =>
  await kit.running.context.products.aggregates.model
    .find({ sellerId: user.userId })
    .select('-outbox -outboxLease')
    .sort({ handle: 1 })
    .lean();

describe('importing', () => {
  test('creates the good products, names the bad row, and a second time changes and tells nothing', async () => {
    const answer = await importAs(seller, file);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      products: { created: 2, updated: 0, unchanged: 0, failed: 1 },
      rows: 5,
      errorsTotal: 1,
      errors: [{ row: 6, line: 7, handle: 'broken', field: 'Title' }],
      ignoredColumns: ['Gift Card'],
    });
    const [lamp, pot] = await productsOf(seller);
    expect(lamp).toMatchObject({ handle: 'lamp', status: 'draft', options: [], sellerName: seller.name });
    expect(pot).toMatchObject({
      status: 'active',
      descriptionHtml: '<p>Round, "handmade"\nin clay</p>',
      tags: ['Pot', 'Plants'],
      images: [{ alt: 'A pot' }, { alt: 'From above' }],
      variants: [
        { title: 'S', sku: 'POT-S', price: 999 },
        { title: 'L', price: 1_599, compareAtPrice: 1_999 },
      ],
    });
    expect((await kit.running.context.stocks.levelsOf(pot?._id ?? '')).size).toBe(2);

    const again = await importAs(seller, file);
    expect(again.body.products).toEqual({ created: 0, updated: 0, unchanged: 2, failed: 1 });
    expect(await productsOf(seller)).toEqual([lamp, pot]);
  });

  test('an imported product is told to everybody like any other', async () => {
    const event = await kit.published('product.updated', ({ data }) => JSON.stringify(data).includes('Clay Pot'));
    expect(event.data).toMatchObject({ sellerId: seller.userId, changes: ['created'], handle: 'pot' });
  });

  test('a changed price changes one product', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    const answer = await importAs(user, file.replace('9.99,', '8.99,'));
    expect(answer.body.products).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await productsOf(user))[1]?.variants[0]?.price).toBe(899);
  });

  test('a dry run says the same and writes nothing', async () => {
    const user = await kit.user('seller');
    const dry = await importAs(user, file, '?dryRun=true');
    expect(await productsOf(user)).toEqual([]);
    const real = await importAs(user, file);
    expect(dry.body).toEqual({ ...real.body, dryRun: true });
    const before = await productsOf(user);
    const changed = file.replace('9.99,', '8.99,').replace('Default Title,,0,,59', 'Default Title,,0,7,59');
    const preview = await importAs(user, changed, '?dryRun=true');
    expect(preview.body.products).toEqual({ created: 0, updated: 2, unchanged: 0, failed: 1 });
    expect(await productsOf(user)).toEqual(before);
    expect((await importAs(user, changed)).body.products).toEqual(preview.body.products);
  });

  test('columns that the file does not have change nothing, above all not the stock', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    const [, pot] = await productsOf(user);
    const prices = `Handle,Title,Option1 Name,Option1 Value,Variant Price\npot,Clay Pot,Size,S,5\npot,,,L,6\n`;
    const answer = await importAs(user, prices);
    expect(answer.body).toMatchObject({ products: { updated: 1 }, errorsTotal: 0 });
    const [, after] = await productsOf(user);
    const { variants, priceMin, priceMax, compareAtMin, version, updatedAt, ...rest } = { ...after };
    expect(pot).toMatchObject(rest);
    expect(variants?.map(({ price, sku, compareAtPrice }) => [price, sku, compareAtPrice])).toEqual([
      [500, 'POT-S', undefined],
      [600, 'POT-L', 1_999],
    ]);
    const levels = await kit.running.context.stocks.levelsOf(pot?._id ?? '');
    expect([...levels.values()].map(({ onHand }) => onHand).sort()).toEqual([2, 4]);
  });

  test('a file without option columns cannot melt the variants of a product into one', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    const answer = await importAs(user, 'Handle,Title,Variant Price\npot,Clay Pot,5\nlamp,Lamp,6\n');
    expect(answer.body).toMatchObject({
      products: { updated: 1, failed: 1 },
      errors: [{ row: 2, handle: 'pot', message: expect.stringContaining('Size') }],
    });
    expect((await productsOf(user))[1]?.variants).toHaveLength(2);
  });

  test('a slip in the row of a variant leaves that variant as it is in the shop', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    const answer = await importAs(user, file.replace('15.99', 'oops').replace('9.99,', '7.99,'));
    expect(answer.body).toMatchObject({ products: { updated: 1 }, errorsTotal: 2 });
    const variants = (await productsOf(user))[1]?.variants;
    expect(variants?.map(({ title, price }) => [title, price])).toEqual([
      ['S', 799],
      ['L', 1_599],
    ]);
  });

  test('a variant that the file leaves out leaves the range', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    await importAs(user, file.replace(/^pot,,,,,,,,L.*\n/m, ''));
    expect((await productsOf(user))[1]?.variants.map(({ title }) => title)).toEqual(['S']);
  });

  test('two imports of the same file at once make one of each product', async () => {
    const user = await kit.user('seller');
    const answers = await Promise.all(Array.from({ length: 4 }, () => importAs(user, file)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.products.created, 0)).toBe(2);
    expect((await productsOf(user)).map(({ handle, variants }) => [handle, variants.length])).toEqual([
      ['lamp', 1],
      ['pot', 2],
    ]);
  });

  test('stock that is held by an order cannot be imported away', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    const [, pot] = await productsOf(user);
    const variantId = pot?.variants[0]?.variantId ?? '';
    const hold = {
      orderId: 'ord_01j9zq6v8xe3tbd5wqmg8d2r4c',
      quantity: 3,
      until: new Date(Date.now() + 60_000),
      attempt: 'a',
    };
    await kit.running.context.stocks.take(variantId, hold as never);
    const answer = await importAs(user, file.replace('500,4,', '500,1,'));
    expect(answer.body).toMatchObject({ products: { failed: 2 }, errorsTotal: 2 });
    expect((await kit.running.context.stocks.levels([variantId])).get(variantId)).toMatchObject({
      onHand: 4,
      available: 1,
    });
  });
});

describe('stock in a file that comes again after a sale', () => {
  const variantsOf = async (user: TestUser) => {
    const [, pot] = await productsOf(user);
    const levels = await kit.running.context.stocks.levelsOf(pot?._id ?? '');
    return (pot?.variants ?? []).map(({ variantId, title }) => ({ variantId, title, ...levels.get(variantId) }));
  };
  const onHand = async (user: TestUser) => (await variantsOf(user)).map(({ title, onHand: pieces }) => [title, pieces]);
  /** One small pot leaves the house. */
  const sellOne = async (user: TestUser) => {
    const variantId = (await variantsOf(user)).find(({ title }) => title === 'S')?.variantId ?? '';
    await kit.running.context.stocks.add(variantId, -1);
  };
  const imported = async (user: TestUser, text: string) => (await importAs(user, text)).body.products;
  const unchanged = { created: 0, updated: 0, unchanged: 2, failed: 1 };

  test('does not put the sold pieces back; a figure that has changed is a count', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    await sellOne(user);
    const before = await productsOf(user);
    expect((await importAs(user, file, '?dryRun=true')).body.products).toEqual(unchanged);
    expect(await imported(user, file)).toEqual(unchanged);
    expect(await productsOf(user)).toEqual(before);
    expect(await onHand(user)).toEqual([
      ['S', 3],
      ['L', 2],
    ]);
    const counted = file.replace('500,4,', '500,9,');
    expect(await imported(user, counted)).toMatchObject({ updated: 1 });
    await sellOne(user);
    expect(await imported(user, counted)).toEqual(unchanged);
    expect((await onHand(user))[0]).toEqual(['S', 8]);
  });

  test('nor when the shop had these pieces before the file came first', async () => {
    const user = await kit.user('seller');
    await importAs(user, file.replace('500,4,', '500,9,'));
    const [variant] = await variantsOf(user);
    await kit.running.context.stocks.set(variant?.variantId ?? '', { onHand: 4 });
    expect(await imported(user, file)).toEqual(unchanged);
    await sellOne(user);
    expect(await imported(user, file)).toEqual(unchanged);
    expect((await onHand(user))[0]).toEqual(['S', 3]);
  });

  test('is a count again for a variant that had left the range meanwhile, even while an order held it', async () => {
    const user = await kit.user('seller');
    await importAs(user, file);
    const [variant] = await variantsOf(user);
    const until = new Date(Date.now() + 60_000);
    const hold = { orderId: newId(OrderId), quantity: 1, until, attempt: 'a' };
    await kit.running.context.stocks.take(variant?.variantId ?? '', hold);
    const head = 'Handle,Title,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price\n';
    expect(await imported(user, `${head}pot,Clay Pot,Size,L,2,15.99\n`)).toMatchObject({ updated: 1 });
    expect(await imported(user, file)).toMatchObject({ updated: 1 });
    expect((await variantsOf(user))[0]).toMatchObject({ title: 'S', onHand: 4, available: 3 });
  });
});

describe('who may import and export', () => {
  test('buyers and strangers may not', async () => {
    const buyer = await kit.user('buyer');
    expect((await importAs(buyer, file)).status).toBe(403);
    expect((await exportOf(buyer)).status).toBe(403);
    await kit.http.post('/api/products/import').set('content-type', 'text/csv').send(file).expect(401);
    await kit.http.get('/api/products/export').expect(401);
  });

  test('a seller reaches no other range, an admin every one that there is', async () => {
    const [user, admin] = await Promise.all([kit.user('seller'), kit.user('admin')]);
    const other = `?sellerId=${seller.userId}`;
    expect((await importAs(user, file, other)).status).toBe(403);
    expect((await exportOf(user, other)).status).toBe(403);
    expect((await importAs(admin, file)).status).toBe(400);
    expect((await importAs(admin, file, `?sellerId=${user.userId}`)).status).toBe(404);
    expect((await importAs(admin, file, other)).body.products).toMatchObject({ unchanged: 2 });
    expect((await exportOf(admin, other)).text).toBe((await exportOf(seller)).text);
    expect((await importAs(admin, file, '?sellerId[$ne]=x')).status).toBe(400);
  });

  test('what was imported stands in the audit log', async () => {
    const entry = await kit.running.context.audit.records.findOne({ subject: seller.userId }).sort({ at: 1 }).lean();
    expect(entry).toMatchObject({ act: 'products.imported', actor: seller.userId, detail: { created: 2, updated: 0 } });
  });
});

describe('a bad upload gets a problem', () => {
  test.each([
    ['no body', '', 400],
    ['no columns that are needed', 'Name,Price\nx,1\n', 400],
    ['Latin-1', Buffer.from('Handle,Title,Variant Price\nx,caf\xe9,1\n', 'latin1'), 400],
    ['UTF-16', Buffer.from('\uFEFFHandle,Title,Variant Price\n', 'utf16le'), 415],
  ])('%s', async (_what, text, status) => {
    const answer = await importAs(seller, text);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  test.each([
    ['another type', { 'content-type': 'application/json' }],
    ['another charset', { 'content-type': 'text/csv; charset=iso-8859-1' }],
    ['compressed', { 'content-type': 'text/csv', 'content-encoding': 'gzip' }],
  ])('%s', async (_what, headers) => {
    const post = kit.http.post('/api/products/import').set('authorization', seller.authorization);
    const answer = await post.set(headers).send('x');
    expect(answer.status).toBe(415);
  });

  test('a file of which the length is too large is refused before it is sent', async () => {
    const status = await new Promise((resolve, reject) => {
      const url = `${kit.running.url}/api/products/import`;
      const headers = {
        authorization: seller.authorization,
        'content-type': 'text/csv',
        'content-length': '600000000',
      };
      const sending = httpRequest(url, { method: 'POST', headers }, (answer) => resolve(answer.statusCode));
      sending.on('error', reject).flushHeaders();
    });
    expect(status).toBe(413);
  });

  test('an unknown query is refused', async () => {
    expect((await importAs(seller, file, '?dryRun=maybe')).status).toBe(400);
    expect((await importAs(seller, file, '?force=true')).status).toBe(400);
  });
});

describe('a client that goes away', () => {
  test('leaves whole products only, and sending the file again completes it', async () => {
    const user = await kit.user('seller');
    const sizes = ['S', 'M', 'L', 'XL'];
    const rows = (number: number) =>
      sizes
        .map((size, index) => `pot-${number},${index === 0 ? 'Pot' : ''},Size,${size},5,${'x'.repeat(400)}\n`)
        .join('');
    const whole = `Handle,Title,Option1 Name,Option1 Value,Variant Price,Body (HTML)\n${Array.from({ length: 120 }, (_, number) => rows(number)).join('')}`;
    const headers = {
      authorization: user.authorization,
      'content-type': 'text/csv',
      'content-length': `${whole.length}`,
    };
    const sending = httpRequest(`${kit.running.url}/api/products/import`, { method: 'POST', headers });
    sending.on('error', () => {});
    sending.write(whole.slice(0, whole.length - 1_000));
    await eventually(async () => (await productsOf(user)).length > 20);
    sending.destroy();
    expect((await productsOf(user)).every(({ variants }) => variants.length === 4)).toBe(true);
    const answer = await importAs(user, whole);
    expect(answer.body.products.created + answer.body.products.unchanged).toBe(120);
    expect(answer.body.products.failed).toBe(0);
    expect((await productsOf(user)).every(({ variants }) => variants.length === 4)).toBe(true);
  }, 120_000);
});

describe('exporting', () => {
  test('importing an export changes nothing, and in another shop it makes the same products', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyProduct, { minLength: 10, maxLength: 15 }), async (products) => {
        const [user, elsewhere] = await Promise.all([kit.user('seller'), kit.user('seller')]);
        for (const [index, product] of products.entries()) {
          const handle = `product-${index}`;
          const input = ProductInput.parse({ ...product, handle });
          const made = { seller: { id: user.userId, name: user.name }, handle, wish: () => input };
          await upsertByHandle(made, kit.running.context);
        }
        const before = await productsOf(user);
        const { text } = await exportOf(user);
        const unchanged = { created: 0, updated: 0, unchanged: products.length, failed: 0 };
        expect((await importAs(user, text)).body).toMatchObject({ products: unchanged, errors: [] });
        expect(await productsOf(user)).toEqual(before);

        expect((await importAs(elsewhere, text)).body.products).toMatchObject({ created: products.length });
        expect((await importAs(elsewhere, text)).body.products).toEqual(unchanged);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);

  test('cells that look like formulas stay as the seller wrote them', async () => {
    const user = await kit.user('seller');
    await importAs(user, 'Handle,Title,Variant Price,Vendor\nx,=1+1,5,@me\n');
    const { text, headers } = await exportOf(user);
    expect(text).toContain('x,=1+1,,@me');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename="products.csv"');
  });

  test('a range of more than one batch is exported whole and without others', async () => {
    const user = await kit.user('seller');
    const rows = Array.from({ length: 110 }, (_, number) => `pot-${number},Pot ${number},5\n`).join('');
    await importAs(user, `Handle,Title,Variant Price\n${rows}`);
    const { text } = await exportOf(user);
    expect(text.trim().split('\n')).toHaveLength(111);
    expect(new Set(text.split('\n').map((row) => row.split(',')[0])).size).toBe(112);
  }, 120_000);

  test('an empty range is a file with its first line only', async () => {
    const { text } = await exportOf(await kit.user('seller'));
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(text).toMatch(/^Handle,Title,Body \(HTML\),Vendor/);
  });
});

/** In the shape of Shopify's own sample; HOME_AND_GARDEN_CSV names another such file to try instead. */
const sample = process.env.HOME_AND_GARDEN_CSV || join(import.meta.dirname, 'home-and-garden.csv');

describe('a whole shop as Shopify exports it', () => {
  test('is imported without a single complaint, and again without a change, as is its export', async () => {
    const text = await readFile(sample);
    const user = await kit.user('seller');
    const first = await importAs(user, text);
    expect(first.body).toMatchObject({ products: { failed: 0 }, errors: [] });
    const imported = await productsOf(user);
    expect(imported).toHaveLength(first.body.products.created);
    const unchanged = { created: 0, updated: 0, unchanged: imported.length, failed: 0 };
    expect((await importAs(user, text)).body.products).toEqual(unchanged);
    const exported = await exportOf(user);
    expect((await importAs(user, exported.text)).body.products).toEqual(unchanged);
    expect(await productsOf(user)).toEqual(imported);
  }, 120_000);

  test('keeps variants, images alone in a row, links and what is missing', async () => {
    const user = await kit.user('seller');
    const { body } = await importAs(user, await readFile(join(import.meta.dirname, 'home-and-garden.csv')));
    expect(body).toMatchObject({ products: { created: 20, failed: 0 }, rows: 41, errorsTotal: 0 });
    const range = new Map((await productsOf(user)).map((product) => [product.handle, product]));
    expect(range.get('moss-plant-pot')).toMatchObject({
      category: 'Outdoor',
      vendor: 'Lehmhaus',
      descriptionHtml: expect.stringContaining('<a href="https://pictures.example/workshop"'),
      variants: [{ price: 1_150 }, { price: 1_800, compareAtPrice: 2_200 }],
      images: [{ alt: 'A green plant pot with a fern' }, { alt: '' }],
    });
    expect(range.get('jute-rug')?.variants).toHaveLength(3);
    expect(range.get('jute-rug')?.images).toHaveLength(4);
    expect(range.get('apron')?.options.map(({ name }) => name)).toEqual(['Colour', 'Size', 'Length']);
    expect(range.get('oak-stool')).toMatchObject({ descriptionHtml: '', images: [], tags: [], options: [] });
    expect(range.get('soap-dish')?.vendor).toBeUndefined();
    expect(range.get('garden-lantern')).toMatchObject({ status: 'draft', variants: [{ price: 3_995 }] });
    expect(range.get('garden-lantern')?.images).toHaveLength(3);
    expect(range.get('wool-throw')?.variants.map(({ image }) => image)).toEqual(
      range.get('wool-throw')?.images.map(({ src }) => src),
    );
  });
});
