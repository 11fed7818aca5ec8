import { productUpdated } from '@credenza/contracts';
import type { TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProductPage } from '../src/page-view.ts';
import { chair, firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;
let seller: TestUser;
let product: ProductPage;

beforeAll(async () => {
  shop = await openShop();
}, 60_000);
afterAll(() => shop?.stop());
beforeEach(async () => {
  seller = await shop.user('seller');
  product = await shop.sell(lamp, seller);
});

const put = (path: string, body: object, as = seller) =>
  shop.http.put(path).set('authorization', as.authorization).send(body);
const price = (variantId: string, prices: object[], as = seller) =>
  put(`/api/products/${product.productId}/variants/${variantId}/prices`, { prices }, as);
const inUsd = (amount: number) => [{ currency: 'USD', price: amount, compareAtPrice: amount + 1_000 }];
const read = async (currency?: string) => {
  const query = currency ? `?currency=${currency}` : '';
  return (await shop.http.get(`/api/products/${product.productId}${query}`).expect(200)).body;
};
const list = async (query: string) =>
  (await shop.http.get(`/api/products?sellerId=${seller.userId}&${query}`).expect(200)).body.items;

describe('a price in another currency', () => {
  test('is shown to whoever asks for it, on the page, in lists and searches', async () => {
    expect(await read('USD')).toMatchObject({ currency: 'EUR', priceMin: 12_900 });
    await price(firstVariant(product).variantId, inUsd(14_900)).expect(200);
    expect(await read('USD')).toMatchObject({
      currency: 'USD',
      priceMin: 14_900,
      variants: [{ price: { amount: 14_900, currency: 'USD' }, compareAtPrice: { amount: 15_900, currency: 'USD' } }],
    });
    for (const plain of [await read(), await read('EUR'), await read('CHF')])
      expect(plain).toMatchObject({ currency: 'EUR', variants: [{ price: { amount: 12_900, currency: 'EUR' } }] });
    for (const query of ['currency=USD', 'currency=USD&q=lamp', 'currency=USD&facets=true'])
      expect(await list(query)).toMatchObject([{ currency: 'USD', priceMin: 14_900, compareAtPrice: 15_900 }]);
    expect(await list('q=lamp')).toMatchObject([{ currency: 'EUR', priceMin: 12_900 }]);
  });

  test('that only some variants have is shown for those; the card stays in the marketplace currency', async () => {
    product = await shop.sell(chair, seller);
    const [first, second] = product.variants;
    await price(first?.variantId ?? '', inUsd(9_900)).expect(200);
    const page = await read('USD');
    expect(page).toMatchObject({ currency: 'EUR', priceMin: 7_900 });
    expect(page.variants.map((variant: ProductPage['variants'][number]) => variant.price)).toEqual([
      { amount: 9_900, currency: 'USD' },
      { amount: 7_900, currency: 'EUR' },
      { amount: 9_900, currency: 'EUR' },
    ]);
    expect(await list('currency=USD&q=chair')).toMatchObject([{ currency: 'EUR', priceMin: 7_900 }]);
    expect(second?.variantId).toBeDefined();
  });

  test('follows at once when it changes or its stock does, however often the page was read', async () => {
    const { variantId } = firstVariant(product);
    await price(variantId, inUsd(14_900)).expect(200);
    for (let read20 = 0; read20 < 20; read20 += 1) await read('USD');
    await price(variantId, inUsd(13_900)).expect(200);
    expect(await read('USD')).toMatchObject({ priceMin: 13_900 });
    const stock = `/api/products/${product.productId}/variants/${variantId}/stock`;
    await shop.http.post(stock).set('authorization', seller.authorization).send({ onHand: 7 }).expect(200);
    expect(await read('USD')).toMatchObject({ variants: [{ available: 7 }] });
    await price(variantId, []).expect(200);
    expect(await read('USD')).toMatchObject({ currency: 'EUR', priceMin: 12_900 });
  });

  test('is told to everybody with the product, and stands in its offers', async () => {
    const { variantId } = firstVariant(product);
    await price(variantId, inUsd(14_900)).expect(200);
    const event = await shop.published(
      'product.updated',
      ({ subject, aggregateversion }) => subject === product.productId && aggregateversion === 2,
    );
    expect(productUpdated.schema.parse(event.data)).toMatchObject({
      changes: ['price'],
      variants: [{ price: { amount: 12_900 }, prices: [{ amount: 14_900, currency: 'USD' }] }],
    });
    const { body } = await shop.internal('/internal/offers', { variantIds: [variantId] });
    expect(body.offers).toMatchObject([
      { price: { amount: 12_900, currency: 'EUR' }, prices: [{ amount: 14_900, currency: 'USD' }] },
    ]);
  });

  test('is what a buyer who pays in it is held to', async () => {
    const { variantId } = firstVariant(product);
    await price(variantId, inUsd(14_900)).expect(200);
    const reserve = async (amount: number, currency: string, orderId: string) => {
      const unitPrice = { amount, currency };
      const line = { variantId, quantity: 1, unitPrice, title: 'as the buyer saw it' };
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      return (await shop.internal('/internal/reservations', { orderId, expiresAt, lines: [line] })).body;
    };
    const id = (last: string) => `ord_01j9zq6v8xe3tbd5wqmg8d2r4${last}`;
    expect(await reserve(12_900, 'USD', id('a'))).toMatchObject({
      outcome: 'stale',
      differences: [{ kind: 'price', was: 12_900, now: 14_900, currency: 'USD' }],
    });
    expect(await reserve(9_900, 'CHF', id('b'))).toMatchObject({ differences: [{ now: 12_900, currency: 'EUR' }] });
    expect((await reserve(14_900, 'USD', id('c'))).outcome).toBe('reserved');
    expect((await reserve(12_900, 'EUR', id('d'))).outcome).toBe('reserved');
  });

  test('survives a change of the variants, and goes with its variant', async () => {
    product = await shop.sell(chair, seller);
    const [first] = product.variants;
    await price(first?.variantId ?? '', inUsd(9_900)).expect(200);
    const path = `/api/products/${product.productId}/variants`;
    const { body } = await put(path, { options: chair.options, variants: chair.variants }).expect(200);
    expect(body.variants[0].prices).toEqual([{ currency: 'USD', price: 9_900, compareAtPrice: 10_900 }]);
    await put(path, { options: chair.options, variants: chair.variants.slice(1) }).expect(200);
    expect(await lists()).toMatchObject([{ currency: 'USD', products: 0 }]);
  });

  test('is only for its shop to set and to see as a list', async () => {
    const { variantId } = firstVariant(product);
    await price(variantId, inUsd(1), await shop.user('seller')).expect(404);
    await price(variantId, inUsd(1), await shop.user('buyer')).expect(403);
    await price(variantId, inUsd(14_900), await shop.user('admin')).expect(200);
    const record = await shop.running.audit.records.findOne({ act: 'price.listed', subject: variantId });
    expect(record?.detail).toMatchObject({ productId: product.productId, prices: [{ price: 14_900 }] });
    expect((await read()).variants[0]).not.toHaveProperty('prices');
  });

  test('asks for a currency that there is', async () => {
    for (const currency of ['EUR', 'XQZ', 'usd', 'dollars'])
      await price(firstVariant(product).variantId, [{ currency, price: 1 }]).expect(400);
    await shop.http.get(`/api/products/${product.productId}?currency=XQZ`).expect(400);
    await shop.http.get('/api/products?currency=XQZ').expect(400);
    await price('var_01j9zq6v8xe3tbd5wqmg8d2r4c', []).expect(404);
  });
});

const lists = async (as = seller) =>
  (await shop.http.get('/api/products/price-lists').set('authorization', as.authorization).expect(200)).body.items;
const remove = (currency: string, as = seller) =>
  shop.http.delete(`/api/products/price-lists/${currency}`).set('authorization', as.authorization);

describe('a price list', () => {
  test('has a name and a currency, is there as soon as a price is, and stays while there is one', async () => {
    await put('/api/products/price-lists/USD', { name: 'America' }).expect(200);
    const { variantId } = firstVariant(product);
    await price(variantId, [...inUsd(14_900), { currency: 'CHF', price: 11_900 }]).expect(200);
    expect(await lists()).toEqual([
      { currency: 'CHF', name: 'CHF', products: 1 },
      { currency: 'USD', name: 'America', products: 1 },
    ]);
    const { body } = await remove('USD').expect(409);
    expect(body).toMatchObject({ products: 1 });
    expect(await lists()).toContainEqual({ currency: 'USD', name: 'America', products: 1 });
    await price(variantId, []).expect(200);
    await remove('USD').expect(204);
    await remove('USD').expect(404);
    expect(await lists()).toEqual([{ currency: 'CHF', name: 'CHF', products: 0 }]);
  });

  test('is one shop alone', async () => {
    await put('/api/products/price-lists/USD', { name: 'America' }).expect(200);
    const other = await shop.user('seller');
    expect(await lists(other)).toEqual([]);
    await remove('USD', other).expect(404);
    await put('/api/products/price-lists/EUR', { name: 'Euro' }).expect(400);
    await put('/api/products/price-lists/USD', { name: '' }).expect(400);
  });
});
