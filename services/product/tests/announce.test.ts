import { newId, OrderId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProductPage } from '../src/page-view.ts';
import { firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const amount = 12_900;
const sellLamps = async (stock: number, lowStockThreshold = 3) =>
  await shop.sell({ ...lamp, variants: [{ options: [], price: amount, stock, lowStockThreshold }] });
const buy = (product: ProductPage, quantity: number) =>
  shop.reserve([{ variantId: firstVariant(product).variantId, quantity, amount }]);
const release = (orderId: string) => shop.internal('/internal/reservations/release', { orderId });
const told = async (type: string, subject: string) => {
  await shop.running.context.announcer.quiet();
  const { products, stocks } = shop.running.context;
  await eventually(async () => {
    const waiting = { outboxLease: { $exists: true } };
    const left = await Promise.all([
      products.aggregates.model.exists(waiting),
      stocks.aggregates.model.exists(waiting),
    ]);
    return left.every((one) => one === null);
  });
  const entries = await shop.running.relay.journal.find({ type, subject }).sort({ version: 1 }).lean();
  return entries.map(({ envelope }) => envelope.data);
};
const setStock = (product: ProductPage, body: object) =>
  shop.http
    .post(`/api/products/${product.productId}/variants/${firstVariant(product).variantId}/stock`)
    .set('authorization', shop.seller.authorization)
    .send(body);

describe('what is told about stock', () => {
  test('a sale by itself is no news', async () => {
    const product = await sellLamps(10);
    await buy(product, 1);
    expect(await told('product.updated', product.productId)).toHaveLength(1);
  });

  test('sold out and back again are', async () => {
    const product = await sellLamps(2, 0);
    const { orderId } = await buy(product, 2);
    expect(await told('product.updated', product.productId)).toMatchObject([
      {},
      { changes: ['stock'], variants: [{ available: 0 }] },
    ]);
    await release(orderId);
    expect(await told('product.updated', product.productId)).toMatchObject([
      {},
      {},
      { changes: ['stock'], variants: [{ available: 2 }] },
    ]);
  });

  test('a seller hears once that a variant runs low, and again after it had recovered', async () => {
    const product = await sellLamps(10);
    const { variantId } = firstVariant(product);
    const { orderId } = await buy(product, 7);
    await shop.running.context.announcer.quiet(); // what is said is what is so by then
    await buy(product, 1);
    expect(await told('stock.low', variantId)).toMatchObject([
      { productId: product.productId, sellerId: shop.seller.userId, available: 3, threshold: 3, title: lamp.title },
    ]);
    await release(orderId);
    await shop.running.context.announcer.quiet();
    await buy(product, 8);
    expect(await told('stock.low', variantId)).toHaveLength(2);
  });

  test('50 buyers at once make it low once and sold out once', async () => {
    const product = await sellLamps(50);
    const { variantId } = firstVariant(product);
    await Promise.all(Array.from({ length: 60 }, () => buy(product, 1)));
    expect(await told('stock.low', variantId)).toHaveLength(1);
    expect(await told('product.updated', product.productId)).toHaveLength(2);
  });

  test('what a crash left unsaid is said by the next tick, once', async () => {
    const product = await sellLamps(2);
    const { variantId } = firstVariant(product);
    const until = new Date(Date.now() + 60_000);
    await shop.running.context.stocks.take(variantId, { orderId: newId(OrderId), quantity: 2, until, attempt: 'x' });
    expect(await told('product.updated', product.productId)).toHaveLength(1);
    await shop.runJob('tell-stock');
    await shop.runJob('tell-stock');
    expect(await told('product.updated', product.productId)).toHaveLength(2);
    expect((await shop.running.context.stocks.aggregates.get(variantId)).news).toBe(false);
  });

  test('a product that is gone leaves no news behind', async () => {
    const product = await sellLamps(2);
    await shop.http
      .delete(`/api/products/${product.productId}`)
      .set('authorization', shop.seller.authorization)
      .expect(204);
    const { variantId } = firstVariant(product);
    await shop.running.context.stocks.add(variantId, -2);
    await shop.runJob('tell-stock');
    expect((await shop.running.context.stocks.aggregates.get(variantId)).news).toBe(false);
  });
});

describe('a seller sets stock', () => {
  test('by counting or by adding, and everybody is told', async () => {
    const product = await sellLamps(10);
    await buy(product, 4);
    expect((await setStock(product, { onHand: 20 }).expect(200)).body).toMatchObject({
      onHand: 20,
      available: 16,
      held: 4,
    });
    expect((await setStock(product, { add: -6 }).expect(200)).body).toMatchObject({
      onHand: 14,
      available: 10,
      held: 4,
    });
    const events = await told('product.updated', product.productId);
    expect(events.slice(1)).toMatchObject([
      { changes: ['stock'], variants: [{ available: 16 }] },
      { changes: ['stock'], variants: [{ available: 10 }] },
    ]);
  });

  test('never below what orders hold', async () => {
    const product = await sellLamps(10);
    await buy(product, 4);
    await setStock(product, { onHand: 3 }).expect(409);
    await setStock(product, { add: -7 }).expect(409);
    expect((await setStock(product, { onHand: 4 }).expect(200)).body).toMatchObject({ available: 0, held: 4 });
  });

  test('once per Idempotency-Key, whatever the network does', async () => {
    const product = await sellLamps(10);
    for (let time = 0; time < 3; time += 1)
      await setStock(product, { add: 5 }).set('idempotency-key', `delivery-${product.productId}`).expect(200);
    expect((await shop.own(product.productId)).variants).toMatchObject([{ onHand: 15 }]);
  });

  test.each([{}, { onHand: -1 }, { onHand: 1, add: 1 }, { onHand: 1.5 }, { add: '1' }, []])(
    '%j is refused',
    async (body) => {
      const product = await sellLamps(10);
      await setStock(product, body).expect(400);
    },
  );

  test('pieces that are bought and delivered at once are all counted', async () => {
    const product = await sellLamps(100);
    const bought = Array.from({ length: 40 }, () => buy(product, 1));
    const delivered = Array.from({ length: 10 }, () => setStock(product, { add: 10 }));
    await Promise.all([...bought, ...delivered]);
    expect((await shop.own(product.productId)).variants).toMatchObject([{ onHand: 200, available: 160, held: 40 }]);
  });
});
