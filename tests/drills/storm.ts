import type { VariantId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { expect } from '@jest/globals';
import { type Answer, address, type Person, type World } from '../journeys/world.ts';

/** What many buyers have done while something was being killed. */
export interface Storm {
  variantId: VariantId;
  stock: number;
  /** Orders that were accepted (201), with their buyers. */
  accepted: { buyer: Person; orderId: string }[];
  buyers: Person[];
}

const passing = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Repeats a request that may be repeated until it is answered for good.
 *
 * @param ask the request
 * @returns the first answer that is not a passing failure
 */
async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  return await eventually(async () => {
    const answer = await ask();
    if (passing.has(answer.status) || answer.body?.type?.endsWith('/in-progress')) {
      throw new Error(`still ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }, 90_000);
}

/**
 * Lets 40 buyers check out five times each, and does something terrible when a quarter of the orders is placed.
 *
 * @param world a running marketplace
 * @param terrible what to do in the middle
 * @param token the payment token of all orders
 * @returns what was accepted
 */
export async function storm(world: World, terrible: () => Promise<void> | void, token = 'tok_approve'): Promise<Storm> {
  const seller = await world.person('seller');
  const stock = 1_000;
  const { variantId } = await world.offer(seller, stock);
  const buyers = await Promise.all(Array.from({ length: 40 }, () => world.person('buyer')));
  const accepted: Storm['accepted'] = [];
  let struck: Promise<void> | undefined;

  await Promise.all(
    buyers.map(async (buyer) => {
      for (let round = 0; round < 5; round += 1) {
        // An add that is repeated after a lost answer may count twice: the order says what was bought.
        const filled = await insist(() => buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 }));
        expect(filled.status).toBe(200);
        const key = `${buyer.userId}-${round}`;
        const order = await insist(async () => {
          const cart = await insist(() => buyer.get('/api/cart'));
          const body = { cartVersion: cart.body.version, shippingAddress: address, payment: { token } };
          return await buyer.send('POST', '/api/orders', body, { 'idempotency-key': key });
        });
        if (order.status === 201) accepted.push({ buyer, orderId: order.body.orderId });
        if (accepted.length >= 50) struck ??= Promise.resolve(terrible());
      }
    }),
  );
  await struck;
  return { variantId, stock, accepted, buyers };
}

/**
 * Waits until everything has come to rest and checks that nothing was lost, doubled or kept for ever.
 *
 * @param world the marketplace
 * @param result what the storm has done
 */
export async function expectSound(world: World, { variantId, stock, accepted, buyers }: Storm): Promise<void> {
  expect(accepted.length).toBeGreaterThanOrEqual(50);
  const orders = (await world.db('order')).collection('orders');
  const payments = (await world.db('payment')).collection('payments');
  const mine = { buyerId: { $in: buyers.map(({ userId }) => userId) } };

  // Every accepted order ends paid or canceled, and so does every other one that was written.
  await eventually(async () => (await orders.countDocuments({ ...mine, status: 'pending' })) === 0, 120_000);
  const written = await orders.find(mine).toArray();
  const known = new Set(written.map(({ _id }) => String(_id)));
  expect(accepted.filter(({ orderId }) => !known.has(orderId))).toEqual([]);

  // Charged exactly once when paid; nothing kept when canceled.
  const paid = written.filter(({ status }) => status === 'paid');
  await eventually(async () => {
    const all = await payments.find({ orderId: { $in: [...known] } }).toArray();
    const charged = all.filter(({ state }) => state === 'succeeded').map((one) => one.orderId);
    expect([...charged].sort()).toEqual(paid.map(({ _id }) => String(_id)).sort());
    return true;
  }, 60_000);
  // The provider's own books say the same: approved and not given back is just what was paid.
  const charges = (await world.db('payment')).collection('sandbox_charges');
  await eventually(async () => {
    const ids = [...known].map((orderId) => orderId.replace('ord_', 'pay_') as never);
    const kept = await charges
      .find({ _id: { $in: ids }, status: 'approved', refundReference: { $exists: false } })
      .toArray();
    expect(kept.map(({ _id }) => String(_id)).sort()).toEqual(
      paid.map(({ _id }) => String(_id).replace('ord_', 'pay_')).sort(),
    );
    return true;
  }, 60_000);

  // The stock is down by what was sold, nothing is held, nothing oversold.
  const sold = paid.reduce(
    (sum, order) => sum + order.lines.reduce((n: number, line: { quantity: number }) => n + line.quantity, 0),
    0,
  );
  const stocks = (await world.db('product')).collection('stock');
  await eventually(async () => {
    const found = await stocks.findOne({ _id: variantId as never });
    expect(found).toMatchObject({ onHand: stock - sold, available: stock - sold, holds: [] });
    return true;
  }, 120_000);

  // Nothing waits in an outbox, and nothing is dead.
  for (const service of ['auth', 'product', 'cart', 'order', 'payment', 'notification']) {
    const db = await world.db(service);
    await eventually(
      async () => (await db.collection('deliveries').countDocuments({ status: 'retrying' })) === 0,
      60_000,
    );
    expect(await db.collection('deliveries').find({ status: 'dead' }).toArray()).toEqual([]);
    for (const name of ['users', 'products', 'reservations', 'carts', 'orders', 'payments']) {
      await eventually(
        async () => (await db.collection(name).countDocuments({ 'outbox.0': { $exists: true } })) === 0,
        60_000,
      );
    }
  }

  // Each effect of each event happened once: the buyer was told of each paid order once.
  const told = (await world.db('notification')).collection('notifications');
  await eventually(async () => {
    const perOrderTold = await told
      .aggregate([
        { $match: { userId: { $in: buyers.map(({ userId }) => userId) }, kind: 'order.paid' } },
        { $group: { _id: '$link', count: { $sum: 1 } } },
      ])
      .toArray();
    expect(perOrderTold.filter(({ count }) => count !== 1)).toEqual([]);
    expect(perOrderTold.length).toBe(paid.length);
    return true;
  }, 60_000);

  // The carts have lost what was paid for, once.
  const carts = (await world.db('cart')).collection('carts');
  await eventually(async () => {
    for (const { userId } of buyers) {
      const cart = await carts.findOne({ userId });
      const handled = written.filter((order) => order.buyerId === userId && order.status === 'paid');
      if (handled.length === 5) expect(cart?.lines ?? []).toEqual([]);
    }
    return true;
  }, 60_000);
}
