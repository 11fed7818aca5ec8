import { newId, OrderId, orderCanceled, orderPaid } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProductPage } from '../src/page-view.ts';
import { orderFacts } from './orders.ts';
import { chair, firstVariant, lamp, openShop, type Shop } from './support.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());

const price = 12_900;
const inTheFuture = () => new Date(Date.now() + 600_000).toISOString();
const stockOf = async (variantId: string) => await shop.running.context.stocks.aggregates.get(variantId);
const reservation = async (orderId: string) => await shop.running.context.reservations.find(orderId);
const counters = async (variantId: string) => {
  const { onHand, available, holds } = await stockOf(variantId);
  return { onHand, available, holds: holds.length };
};
const paid = (orderId: string, product: ProductPage, quantity: number) =>
  shop.deliver(orderPaid.of({ ...orderFacts(orderId, product, quantity), ...pay() }));
const canceled = (orderId: string, product: ProductPage, quantity: number, reason: 'buyer' | 'expired' = 'buyer') =>
  shop.deliver(orderCanceled.of({ ...orderFacts(orderId, product, quantity), reason }));
const pay = () => ({
  cartId: 'crt_01j9zq6v8xe3tbd5wqmg8d2r4c',
  cartVersion: 1,
  paymentId: 'pay_01j9zq6v8xe3tbd5wqmg8d2r4c',
});
const sellLamps = async (stock: number, more: object = {}) => {
  const product = await shop.sell({ ...lamp, variants: [{ options: [], price, stock, ...more }] });
  return { product, variantId: firstVariant(product).variantId };
};

describe('an order holds its pieces', () => {
  test('they are on offer for nobody else, and still in the house', async () => {
    const { variantId } = await sellLamps(5);
    expect(await shop.reserve([{ variantId, quantity: 2, amount: price }])).toMatchObject({ outcome: 'reserved' });
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 3, holds: 1 });
  });

  test('the answer says what was reserved, at which price', async () => {
    const { product, variantId } = await sellLamps(5);
    const { body } = await shop.reserve([{ variantId, quantity: 2, amount: price }]);
    expect(body.offers).toEqual([
      expect.objectContaining({
        variantId,
        productId: product.productId,
        sellerId: shop.seller.userId,
        price: { amount: price, currency: 'EUR' },
        forSale: true,
      }),
    ]);
  });

  test('a stale cart learns every difference and holds nothing', async () => {
    const { product, variantId } = await sellLamps(5);
    const other = await shop.sell(chair);
    const [wool, felt] = other.variants;
    const gone = await shop.sell({ ...lamp, status: 'draft' });
    const { outcome, body } = await shop.reserve([
      { variantId, quantity: 2, amount: price },
      { variantId: wool?.variantId ?? '', quantity: 9, amount: 8_000 },
      { variantId: felt?.variantId ?? '', quantity: 1, amount: 7_900 },
      { variantId: firstVariant(gone).variantId, quantity: 1, amount: price },
    ]);
    expect(outcome).toBe('stale');
    const title = 'as the buyer saw it';
    expect(body.differences).toEqual([
      { kind: 'price', variantId: wool?.variantId, title, was: 8_000, now: 8_900, currency: 'EUR' },
      { kind: 'stock', variantId: wool?.variantId, title, wanted: 9, available: 4 },
      { kind: 'stock', variantId: felt?.variantId, title, wanted: 1, available: 0 },
      { kind: 'gone', variantId: firstVariant(gone).variantId, title },
    ]);
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
    expect((await shop.own(product.productId)).variants[0]).toMatchObject({ available: 5, held: 0 });
  });

  test('an unknown variant is gone', async () => {
    const { outcome } = await shop.reserve([{ variantId: 'var_01j9zq6v8xe3tbd5wqmg8d2r4c', quantity: 1, amount: 1 }]);
    expect(outcome).toBe('stale');
  });

  test('two lines of one variant count together', async () => {
    const { variantId } = await sellLamps(5);
    const line = { variantId, quantity: 3, amount: price };
    const { outcome, body } = await shop.reserve([line, line]);
    expect([outcome, body.differences]).toEqual([
      'stale',
      [expect.objectContaining({ kind: 'stock', wanted: 6, available: 5 })],
    ]);
  });

  test('the same command again gets the same answer and takes nothing more, even after the price has changed', async () => {
    const { product, variantId } = await sellLamps(5);
    const lines = [{ variantId, quantity: 2, amount: price }];
    const first = await shop.reserve(lines);
    await shop.http
      .patch(`/api/products/${product.productId}/variants/${variantId}`)
      .set('authorization', shop.seller.authorization)
      .send({ price: 1 })
      .expect(200);
    const second = await shop.reserve(lines, { orderId: first.orderId });
    expect(second.body).toEqual(first.body);
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 3, holds: 1 });
  });

  test('20 identical commands at once hold the pieces once', async () => {
    const { variantId } = await sellLamps(50);
    const other = await sellLamps(50);
    const orderId = newId(OrderId);
    const lines = [variantId, other.variantId].map((id) => ({ variantId: id, quantity: 2, amount: price }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.reserve(lines, { orderId })));
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['reserved']));
    expect(await counters(variantId)).toEqual({ onHand: 50, available: 48, holds: 1 });
    expect(await counters(other.variantId)).toEqual({ onHand: 50, available: 48, holds: 1 });
  });

  test('300 buyers for 50 pieces: 50 get one, the rest hear that it is sold out, nothing is below zero', async () => {
    const { variantId, product } = await sellLamps(50);
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => shop.reserve([{ variantId, quantity: 1, amount: price }])),
    );
    const outcomes = Map.groupBy(answers, ({ outcome }) => outcome);
    expect([outcomes.get('reserved')?.length, outcomes.get('stale')?.length]).toEqual([50, 250]);
    expect(await counters(variantId)).toEqual({ onHand: 50, available: 0, holds: 50 });
    await Promise.all((outcomes.get('reserved') ?? []).map(({ orderId }) => paid(orderId, product, 1)));
    expect(await counters(variantId)).toEqual({ onHand: 0, available: 0, holds: 0 });
  });

  test('orders that want each other’s last pieces never hold half of what they want', async () => {
    const one = await sellLamps(20);
    const two = await sellLamps(20);
    const lines = [one, two].map(({ variantId }) => ({ variantId, quantity: 3, amount: price }));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => shop.reserve(index % 2 ? lines : lines.toReversed())),
    );
    const reserved = answers.filter(({ outcome }) => outcome === 'reserved').length;
    expect(reserved).toBeGreaterThan(0);
    for (const { variantId } of [one, two])
      expect(await counters(variantId)).toEqual({ onHand: 20, available: 20 - 3 * reserved, holds: reserved });
  });
});

describe('a paid order', () => {
  test('takes its pieces out of the house, once, however often it is told', async () => {
    const { product, variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }]);
    await Promise.all([paid(orderId, product, 2), paid(orderId, product, 2), paid(orderId, product, 2)]);
    expect(await counters(variantId)).toEqual({ onHand: 3, available: 3, holds: 0 });
    expect(await reservation(orderId)).toMatchObject({ status: 'committed' });
  });

  test('that is canceled puts them back, once', async () => {
    const { product, variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }]);
    await paid(orderId, product, 2);
    await Promise.all([canceled(orderId, product, 2), canceled(orderId, product, 2), canceled(orderId, product, 2)]);
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
    expect(await reservation(orderId)).toMatchObject({ status: 'restocked' });
    expect(await shop.reserve([{ variantId, quantity: 2, amount: price }], { orderId })).toMatchObject({
      body: { outcome: 'ended', status: 'restocked' },
    });
  });

  test('whose time was over gets its pieces all the same when there are any', async () => {
    const { product, variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }], {
      expiresAt: '2020-01-01T00:00:00Z',
    });
    await shop.runJob('release-overdue');
    await paid(orderId, product, 2);
    expect(await counters(variantId)).toEqual({ onHand: 3, available: 3, holds: 0 });
    await canceled(orderId, product, 2);
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('whose time was over and whose pieces are sold is told so again, and takes nothing', async () => {
    const { product, variantId } = await sellLamps(2);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }], {
      expiresAt: '2020-01-01T00:00:00Z',
    });
    await shop.runJob('release-overdue');
    await shop.reserve([{ variantId, quantity: 1, amount: price }]);
    await paid(orderId, product, 2);
    await paid(orderId, product, 2);
    expect(await counters(variantId)).toEqual({ onHand: 2, available: 1, holds: 1 });
    const told = await eventually(async () => {
      const events = await shop.running.relay.journal.find({ type: 'stock.released', subject: orderId }).lean();
      return events.length === 2 && events;
    });
    expect(told).toHaveLength(2);
  });
});

describe('an order that does not come', () => {
  test('gives its pieces back, once, by event or by call', async () => {
    const { product, variantId } = await sellLamps(5);
    const one = await shop.reserve([{ variantId, quantity: 2, amount: price }]);
    const two = await shop.reserve([{ variantId, quantity: 1, amount: price }]);
    await Promise.all([canceled(one.orderId, product, 2), canceled(one.orderId, product, 2)]);
    const release = () => shop.internal('/internal/reservations/release', { orderId: two.orderId });
    expect((await release()).body).toEqual({ released: true });
    expect((await release()).body).toEqual({ released: false });
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('that is canceled before it reserves gets nothing later', async () => {
    const { product, variantId } = await sellLamps(5);
    const orderId = newId(OrderId);
    await canceled(orderId, product, 2);
    const { body } = await shop.reserve([{ variantId, quantity: 2, amount: price }], { orderId });
    expect(body).toEqual({ outcome: 'ended', status: 'released' });
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('keeps its pieces when it was paid and is released by mistake', async () => {
    const { product, variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }]);
    await paid(orderId, product, 2);
    expect((await shop.internal('/internal/reservations/release', { orderId })).body).toEqual({ released: false });
    expect(await counters(variantId)).toEqual({ onHand: 3, available: 3, holds: 0 });
  });

  test('and whose payment is told after its cancellation takes nothing', async () => {
    const { product, variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }]);
    await canceled(orderId, product, 2);
    await paid(orderId, product, 2);
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('and that nobody pays in time is told that its pieces are on offer again', async () => {
    const { variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }], {
      expiresAt: '2020-01-01T00:00:00Z',
    });
    const later = await shop.reserve([{ variantId, quantity: 1, amount: price }]);
    await shop.runJob('release-overdue');
    await shop.runJob('release-overdue');
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 4, holds: 1 });
    const event = await shop.published('stock.released', ({ subject }) => subject === orderId);
    expect(event.data).toMatchObject({ orderId, reason: 'expired', lines: [{ variantId, quantity: 2 }] });
    expect(await reservation(later.orderId)).toMatchObject({ status: 'held' });
  });
});

describe('a process that dies', () => {
  const hold = (variantId: string, orderId: string, until: Date) =>
    shop.running.context.stocks.take(variantId, { orderId, quantity: 2, until, attempt: 'dead' });
  const past = new Date(Date.now() - 1);

  test('between the pieces and the reservation leaves nothing held', async () => {
    const { variantId } = await sellLamps(5);
    const orderId = newId(OrderId);
    await hold(variantId, orderId, past);
    await shop.runJob('release-overdue');
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 5, holds: 0 });
  });

  test('there leaves its order free to be reserved again, at once when its time was over', async () => {
    const { variantId } = await sellLamps(5);
    const orderId = newId(OrderId);
    await hold(variantId, orderId, past);
    const lines = [{ variantId, quantity: 2, amount: price }];
    expect((await shop.reserve(lines, { orderId })).outcome).toBe('reserved');
    await shop.runJob('release-overdue');
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 3, holds: 1 });
  });

  test('and comes back to life too late gives back what it took, and no more', async () => {
    const { variantId } = await sellLamps(5);
    const orderId = newId(OrderId);
    await hold(variantId, orderId, past);
    await shop.runJob('release-overdue');
    await shop.reserve([{ variantId, quantity: 2, amount: price }], { orderId });
    await shop.running.context.stocks.giveBack({ variantId, orderId, attempt: 'dead' });
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 3, holds: 1 });
  });

  test('after it has noted the sale leaves a hold that is settled later', async () => {
    const { variantId } = await sellLamps(5);
    const { orderId } = await shop.reserve([{ variantId, quantity: 2, amount: price }], { expiresAt: inTheFuture() });
    await shop.running.context.reservations.change(orderId, () => ({ state: { status: 'committed' }, facts: [] }));
    await shop.running.context.stocks.aggregates.model.updateOne(
      { _id: variantId },
      { $set: { 'holds.0.until': past } },
    );
    await shop.runJob('release-overdue');
    expect(await counters(variantId)).toEqual({ onHand: 3, available: 3, holds: 0 });
  });

  test('leaves a hold alone that is only old', async () => {
    const { variantId } = await sellLamps(5);
    await shop.reserve([{ variantId, quantity: 2, amount: price }], { expiresAt: inTheFuture() });
    await shop.running.context.stocks.aggregates.model.updateOne(
      { _id: variantId },
      { $set: { 'holds.0.until': past } },
    );
    await shop.runJob('release-overdue');
    expect(await counters(variantId)).toEqual({ onHand: 5, available: 3, holds: 1 });
    expect((await stockOf(variantId)).holds[0]?.until.getTime()).toBeGreaterThan(Date.now() + 300_000);
  });
});
