import { orderPaid } from '@credenza/contracts';
import { Conflict, StaleVersion } from '@credenza/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import type { ProductPage } from '../src/page-view.ts';
import { VariantsInput } from '../src/product-patch.ts';
import { setVariants } from '../src/set-variants.ts';
import { gated } from './gated.ts';
import { orderFacts } from './orders.ts';
import { chair, openShop, type Shop } from './support.ts';

let shop: Shop;
let ctx: Context;
beforeAll(async () => {
  shop = await openShop();
  ctx = shop.running.context;
});
afterAll(() => shop?.stop());

const url = (product: ProductPage) => `/api/products/${product.productId}/variants`;
const put = (product: ProductPage, body: object) =>
  shop.http.put(url(product)).set('authorization', shop.seller.authorization).send(body);
const options = [{ name: 'Size', values: ['S', 'L', 'XL'] }];
const sizes = (...figures: { size: string; price?: number; stock?: number; lowStockThreshold?: number }[]) => ({
  options,
  variants: figures.map(({ size, price = 1_000, ...stock }) => ({ options: [size], price, ...stock })),
});
/** 10 small and 5 large ones. */
const sell = () => shop.sell({ ...chair, title: 'Pot', ...sizes({ size: 'S', stock: 10 }, { size: 'L', stock: 5 }) });
const levels = ({ variants }: ProductPage) =>
  variants.map(({ title, onHand, held, lowStockThreshold }) => [title, onHand, held, lowStockThreshold]);
const order = async (product: ProductPage, title: string, quantity: number) => {
  const variantId = product.variants.find((variant) => variant.title === title)?.variantId ?? '';
  const { orderId } = await shop.reserve([{ variantId, quantity, amount: 1_000 }]);
  return { orderId, variantId };
};

describe('the audit log', () => {
  const entries = async (subject: string) =>
    (await shop.running.audit.records.find({ subject }).sort({ _id: 1 }).lean()).map(({ act, outcome }) => [
      act,
      outcome,
    ]);

  test('has a change of prices before it is made, and says so when it is refused', async () => {
    const product = await sell();
    await put(product, sizes({ size: 'S', price: 1_200 }, { size: 'L' })).expect(200);
    expect(await entries(product.productId)).toEqual([['product.repriced', 'done']]);
    await order(product, 'L', 3);
    await put(product, sizes({ size: 'S', price: 1_300 }, { size: 'L', stock: 2 })).expect(409);
    expect(await entries(product.productId)).toEqual([
      ['product.repriced', 'done'],
      ['product.repriced', 'done'],
      ['product.repriced', 'refused'],
    ]);
  });

  test('that takes nothing in lets nothing change: prices, stock and products stay', async () => {
    const product = await sell();
    const [small] = product.variants;
    const at = `/api/products/${product.productId}`;
    const refuse = (validator: object) => shop.running.db.db?.command({ collMod: 'audit', validator });
    const ask = (method: 'patch' | 'post' | 'delete', path: string, body = {}) =>
      shop.http[method](path).set('authorization', shop.seller.authorization).send(body);
    await refuse({ nobody: { $exists: true } });
    try {
      await put(product, sizes({ size: 'S', price: 1 }, { size: 'L' })).expect(500);
      await ask('patch', `${at}/variants/${small?.variantId}`, { price: 1 }).expect(500);
      await ask('post', `${at}/variants/${small?.variantId}/stock`, { onHand: 1 }).expect(500);
      await ask('delete', at).expect(500);
    } finally {
      await refuse({});
    }
    const { body } = await shop.http.get(at).set('authorization', shop.seller.authorization).expect(200);
    expect(levels(body)).toEqual(levels(product));
    expect(body.variants.map(({ price }: { price: unknown }) => price)).toEqual(
      product.variants.map(({ price }) => price),
    );
  });
});

describe('a refused change of variants', () => {
  test('that would take away what orders hold has changed nothing at all', async () => {
    const product = await sell();
    await order(product, 'L', 3);
    const wanted = sizes(
      { size: 'S', price: 1, stock: 20 },
      { size: 'L', price: 1, stock: 1 },
      { size: 'XL', stock: 4 },
    );
    const { body } = await put(product, wanted).expect(409);
    expect(body.detail).toBe('Orders hold more than 1 pieces of Pot (L).');
    const after = await shop.own(product.productId);
    expect(levels(after)).toEqual([
      ['S', 10, 0, 3],
      ['L', 5, 3, 3],
    ]);
    expect(after).toMatchObject({ version: 1, priceMin: 1_000 });
    expect((await ctx.stocks.levelsOf(product.productId)).size).toBe(2);
  });

  test('in an import has changed nothing at all', async () => {
    const product = await shop.sell({
      ...chair,
      title: 'Vase',
      ...sizes({ size: 'S', stock: 10 }, { size: 'L', stock: 5 }),
    });
    await order(product, 'L', 3);
    const head = 'Handle,Title,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price\n';
    const file = `${head}vase,Vase,Size,S,20,9\nvase,,,L,1,9\n`;
    for (const query of ['?dryRun=true', '']) {
      const { body } = await shop.http
        .post(`/api/products/import${query}`)
        .set('authorization', shop.seller.authorization)
        .set('content-type', 'text/csv')
        .send(file);
      expect(body).toMatchObject({
        products: { failed: 1 },
        errors: [{ message: 'Orders hold more than 1 pieces of Vase (L).' }],
      });
    }
    expect(await shop.own(product.productId)).toMatchObject({
      version: 1,
      variants: [
        { onHand: 10, price: { amount: 1_000 } },
        { onHand: 5, price: { amount: 1_000 } },
      ],
    });
  });

  const wanted = VariantsInput.parse(
    sizes({ size: 'S', stock: 20 }, { size: 'L', stock: 6 }, { size: 'XL', stock: 4 }),
  );

  test.each([
    ['because somebody was faster has changed nothing and counts no variant that is not there', StaleVersion],
    ['by a database that is away neither', Error],
  ])('%s', async (_what, expected) => {
    const product = await sell();
    const products = gated(ctx.products, async (method) => {
      if (method !== 'changeAt') return;
      if (expected === Error) throw new Error('away');
      await ctx.products.edit(product.productId, { title: 'Another pot' });
    });
    const before = await ctx.products.get(product.productId);
    const refused = setVariants(before, () => wanted, { ...ctx, products }, { ifVersion: before.version });
    await expect(refused).rejects.toThrow(expected);
    expect(levels(await shop.own(product.productId))).toEqual([
      ['S', 10, 0, 3],
      ['L', 5, 0, 3],
    ]);
    expect((await ctx.stocks.levelsOf(product.productId)).size).toBe(2);
  });

  test('says what is saved all the same when an order was faster than the count', async () => {
    const product = await sell();
    const stocks = gated(ctx.stocks, async (method) => {
      if (method === 'set' && (await shop.own(product.productId)).variants[1]?.held === 0) await order(product, 'L', 3);
    });
    const before = await ctx.products.get(product.productId);
    const fewer = VariantsInput.parse(sizes({ size: 'S', stock: 20 }, { size: 'L', stock: 1 }));
    const refused = setVariants(before, () => fewer, { ...ctx, stocks });
    await expect(refused).rejects.toThrow(
      new Conflict('All is saved but the stock of Pot (L): orders hold more pieces than that by now.'),
    );
    expect(levels(await shop.own(product.productId))).toEqual([
      ['S', 20, 0, 3],
      ['L', 5, 3, 3],
    ]);
    const told = await shop.published(
      'product.updated',
      ({ subject, aggregateversion }) => subject === product.productId && aggregateversion === 2,
    );
    expect(told.data).toMatchObject({ changes: ['stock'], variants: [{ available: 20 }, { available: 2 }] });
  });
});

describe('stock that is not sent', () => {
  test('stays as it is, so that what was sold since the seller looked stays sold', async () => {
    const product = await shop.sell({
      ...chair,
      title: 'Bowl',
      ...sizes({ size: 'S', stock: 10 }, { size: 'L', stock: 5, lowStockThreshold: 1 }),
    });
    const { orderId } = await order(product, 'S', 2);
    await order(product, 'L', 1);
    const pay = {
      cartId: 'crt_01j9zq6v8xe3tbd5wqmg8d2r4c',
      cartVersion: 1,
      paymentId: 'pay_01j9zq6v8xe3tbd5wqmg8d2r4c',
    };
    await shop.deliver(orderPaid.of({ ...orderFacts(orderId, product, 2), ...pay }));
    const { body } = await put(product, sizes({ size: 'S', price: 900 }, { size: 'L', price: 1_900 })).expect(200);
    expect(body).toMatchObject({ priceMin: 900, priceMax: 1_900, version: 2 });
    expect(levels(body)).toEqual([
      ['S', 8, 0, 3],
      ['L', 5, 1, 1],
    ]);
  });

  test('is none of a new variant, with the usual threshold', async () => {
    const product = await sell();
    const { body } = await put(product, sizes({ size: 'S' }, { size: 'L' }, { size: 'XL' })).expect(200);
    expect(levels(body)[2]).toEqual(['XL', 0, 0, 3]);
  });

  test('may be left out in the API page too; a new product must say it', async () => {
    const { body } = await shop.http.get('/api/products/openapi.json').expect(200);
    const variantOf = (path: string, method: string) =>
      body.paths[path][method].requestBody.content['application/json'].schema.properties.variants.items;
    expect(variantOf('/api/products/{productId}/variants', 'put').required).toEqual(['options', 'price']);
    expect(variantOf('/api/products', 'post').required).toEqual(['options', 'price', 'stock']);
  });
});
