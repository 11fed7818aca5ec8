import { services } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { expect } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { World } from '../journeys/world.ts';
import { crowd, rounds, type Storm } from './storm.ts';

/** An order as its service keeps it, as far as the books are concerned. */
interface Order {
  orderId: string;
  paymentId: string;
  buyerId: string;
  lines: { variantId: string; sellerId: string; quantity: number }[];
}

/**
 * Longer than anything is away, so that an order that expires has lost its payment; and short enough to wait for the pieces of
 * checkouts that died half-way, which come back when their time is up.
 */
export const patience = { PAYMENT_MINUTES: '3', HOLD_GRACE_SECONDS: '30' };
/** Longer than such pieces are held; a killed sidecar's messages, and a mail that was being sent, rest for a shorter time. */
const restsWithinMs = 270_000;

/**
 * Waits until everything has come to rest and checks that nothing was lost, doubled or kept for ever.
 *
 * @param world the marketplace
 * @param result what the storm has done
 */
export async function expectSound(world: World, result: Storm): Promise<void> {
  expectServed(result);
  const orders = await expectPaid(world, result);
  await expectChargedOnce(world, orders);
  await expectStockDown(world, result, orders);
  await expectAtRest(world);
  await expectToldOnce(world, orders);
  await expectCartsEmpty(world, result);
}

/** Nearly everybody could order in spite of it, and nobody was told of an internal error. */
function expectServed({ accepted, answers }: Storm): void {
  const strange = answers.filter(({ status }) => status !== 201 && status !== 409);
  expect(strange.map(({ status, body }) => ({ status, body }))).toEqual([]);
  expect(accepted.length).toBeGreaterThanOrEqual(crowd * rounds - 5);
  expect(new Set(accepted).size).toBe(accepted.length);
}

/** Every order that was accepted, and no other, is there and ends paid: the tokens of a storm always can be charged. */
async function expectPaid(world: World, { buyers, accepted }: Storm): Promise<Order[]> {
  const orders = (await world.db('order')).collection('orders');
  const mine = { buyerId: { $in: buyers.map(({ userId }) => userId) } };
  await eventually(async () => (await orders.countDocuments({ ...mine, status: 'pending' })) === 0, restsWithinMs);
  const unpaid = await orders.find({ ...mine, status: { $ne: 'paid' } }).toArray();
  expect(unpaid.map(({ _id, status, cancelReason }) => ({ _id, status, cancelReason }))).toEqual([]);
  const found = await orders.find(mine).toArray();
  expect(found.map(({ _id }) => String(_id)).sort()).toEqual([...accepted].sort());
  return found.map(({ _id, buyerId, lines }) => {
    const orderId = String(_id);
    return { orderId, paymentId: orderId.replace('ord_', 'pay_'), buyerId, lines };
  });
}

/** Our books, the provider's and the audit log say the same: each order is charged once and nothing is given back. */
async function expectChargedOnce(world: World, orders: Order[]): Promise<void> {
  const db = await world.db('payment');
  const ids = orders.map(({ paymentId }) => paymentId).sort();
  const mine = { _id: { $in: ids as never[] } };
  const charged = { ...mine, status: 'approved', refundReference: { $exists: false } };
  await eventually(async () => {
    expect(await idsOf(db, 'payments', { ...mine, state: 'succeeded' })).toEqual(ids);
    expect(await idsOf(db, 'sandbox_charges', charged)).toEqual(ids);
    return true;
  }, restsWithinMs);
  const audit = await db
    .collection('audit')
    .find({ subject: { $in: ids } })
    .toArray();
  expect(audit.map(({ subject, act }) => `${subject} ${act}`).sort()).toEqual(ids.map((id) => `${id} payment.charged`));
}

async function idsOf(db: Connection, collection: string, filter: Record<string, unknown>): Promise<string[]> {
  const found = await db.collection(collection).find(filter).toArray();
  return found.map(({ _id }) => String(_id)).sort();
}

/** The stock is down by what was sold, nothing is held, nothing oversold. */
async function expectStockDown(world: World, { variantIds, stock }: Storm, orders: Order[]): Promise<void> {
  const lines = orders.flatMap((order) => order.lines);
  expect(orders.filter((order) => order.lines.length > 1).length).toBeGreaterThan(orders.length / 4);
  const stocks = (await world.db('product')).collection('stock');
  for (const variantId of variantIds) {
    const sold = lines.filter((line) => line.variantId === variantId).reduce((sum, { quantity }) => sum + quantity, 0);
    const left = { onHand: stock - sold, available: stock - sold, holds: [] };
    await eventually(async () => {
      expect(await stocks.findOne({ _id: variantId as never })).toMatchObject(left);
      return true;
    }, restsWithinMs);
  }
}

/** Nothing waits in any outbox or for another try, and nothing is dead. */
async function expectAtRest(world: World): Promise<void> {
  for (const service of Object.keys(services)) {
    const db = await world.db(service);
    const collections = (await db.listCollections()).map(({ name }) => name);
    for (const name of collections) {
      const waiting = () => db.collection(name).countDocuments({ 'outbox.0': { $exists: true } });
      await eventually(async () => (await waiting()) === 0, restsWithinMs);
    }
    const deliveries = db.collection('deliveries');
    await eventually(async () => (await deliveries.countDocuments({ status: 'retrying' })) === 0, restsWithinMs);
    expect(await deliveries.find({ status: 'dead' }).toArray()).toEqual([]);
  }
}

/** Each event had its effect once: buyer and seller were told of every order, of its payment, and got the mails, once each. */
async function expectToldOnce(world: World, orders: Order[]): Promise<void> {
  const db = await world.db('notification');
  const sales = orders.flatMap(({ orderId, lines }) =>
    [...new Set(lines.map(({ sellerId }) => sellerId))].map((sellerId) => ({ orderId, sellerId })),
  );
  const expected = [
    ...orders.flatMap(({ orderId, buyerId }) =>
      ['order.created', 'order.paid'].map((kind) => `${buyerId} ${kind} /orders/${orderId}`),
    ),
    ...sales.flatMap(({ orderId, sellerId }) =>
      ['sale.created', 'sale.paid'].map((kind) => `${sellerId} ${kind} /seller/orders/${orderId}`),
    ),
  ].sort();
  const kinds = ['order.created', 'order.paid', 'order.canceled', 'order.refunded', 'sale.created', 'sale.paid'];
  const people = [...orders.map(({ buyerId }) => buyerId), ...sales.map(({ sellerId }) => sellerId)];
  await eventually(async () => {
    const told = await db
      .collection('notifications')
      .find({ userId: { $in: people }, kind: { $in: kinds } })
      .toArray();
    expect(told.map(({ userId, kind, link }) => `${userId} ${kind} ${link}`).sort()).toEqual(expected);
    return true;
  }, restsWithinMs);

  const subjects = orders.map(({ orderId }) => `Receipt for your order ${orderId}`).sort();
  await eventually(async () => {
    const sent = { template: 'receipt', status: 'sent', subject: { $in: subjects } };
    const receipts = await db.collection('mails').find(sent).toArray();
    expect(receipts.map(({ subject }) => subject).sort()).toEqual(subjects);
    return true;
  }, restsWithinMs);
}

/** Everything was paid for, so every piece has left its cart. */
async function expectCartsEmpty(world: World, { buyers }: Storm): Promise<void> {
  const carts = (await world.db('cart')).collection('carts');
  const filled = { userId: { $in: buyers.map(({ userId }) => userId) }, 'lines.0': { $exists: true } };
  await eventually(async () => {
    expect(await carts.find(filled).toArray()).toEqual([]);
    return true;
  }, restsWithinMs);
}
