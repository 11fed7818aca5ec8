import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { address, type Person, startWorld, type World } from './world.ts';

let world: World;
let seller: Person;

beforeAll(async () => {
  world = await startWorld();
  seller = await world.person('seller');
}, 120_000);
afterAll(() => world?.stop(), 30_000);

const product = (id: string) => world.call('GET', `/api/products/${id}`);
const available = async (id: string) => (await product(id)).body.variants[0].available;
const mails = async (to: string) =>
  (await (await fetch(`${world.market.mailUrl}/mails.json?to=${encodeURIComponent(to)}`)).json()) as {
    subject: string;
  }[];

describe('a purchase', () => {
  test('is paid, takes the pieces, empties the cart, sends the receipt and tells the buyer live; the charge is made once', async () => {
    const { productId, variantId } = await world.offer(seller, 10, 4_950);
    const buyer = await world.person('buyer');
    const { socket, messages } = await world.live(buyer);
    const order = await world.buy(buyer, variantId, { quantity: 3 });
    expect(order.status).toBe(201);
    expect(order.body).toMatchObject({ status: 'pending', total: 14_850, currency: 'EUR' });
    const paid = await world.settled(buyer, order.body.orderId);
    expect(paid.status).toBe('paid');

    await eventually(async () => (await available(productId)) === 7);
    await eventually(async () => (await buyer.get('/api/cart')).body.lines.length === 0);
    await eventually(async () => (await mails(buyer.email)).some((mail) => /receipt/i.test(mail.subject)));
    await eventually(() => messages.some((one) => one.kind === 'order' && one.status === 'paid'));
    await eventually(() => messages.some((one) => one.kind === 'cart' && one.cart.lines.length === 0));
    await eventually(() => messages.some((one) => one.kind === 'notification'));
    expect(messages.map((one) => one.seq)).toEqual(messages.map((_, index) => index + (messages[0]?.seq ?? 1)));
    socket.close();

    const payments = await (await world.db('payment'))
      .collection('payments')
      .find({ orderId: order.body.orderId })
      .toArray();
    expect(payments.map((one) => one.state)).toEqual(['succeeded']);
    const stock = await (await world.db('product')).collection('stock').findOne({ _id: variantId as never });
    expect(stock).toMatchObject({ available: 7, onHand: 7, holds: [] });
  });

  test('a price that begins by itself reaches the carts, and the order is made at it', async () => {
    const { productId, variantId } = await world.offer(seller, 5, 2_000);
    const buyer = await world.person('buyer');
    await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 });
    const prices = [{ from: new Date(Date.now() + 1_000).toISOString(), price: 1_500 }];
    const path = `/api/products/${productId}/variants/${variantId}/schedule`;
    expect((await seller.send('PUT', path, { prices })).status).toBe(200);
    const cart = await eventually(async () => {
      const { body } = await buyer.get('/api/cart');
      return body.lines[0].unitPrice.amount === 1_500 && body;
    }, 30_000);
    const body = { cartVersion: cart.version, shippingAddress: address, payment: { token: 'tok_approve' } };
    const order = await buyer.send('POST', '/api/orders', body, { 'idempotency-key': crypto.randomUUID() });
    expect(order.body).toMatchObject({ status: 'pending', total: 1_500 });
  });

  test('a declined card cancels the order, gives the pieces back, keeps the cart and tells the buyer', async () => {
    const { productId, variantId } = await world.offer(seller, 2);
    const buyer = await world.person('buyer');
    const order = await world.buy(buyer, variantId, { token: 'tok_decline' });
    const canceled = await world.settled(buyer, order.body.orderId);
    expect(canceled).toMatchObject({ status: 'canceled', cancelReason: 'payment' });
    await eventually(async () => (await available(productId)) === 2);
    const cart = await buyer.get('/api/cart');
    expect(cart.body.lines).toHaveLength(1);
    await eventually(async () =>
      (await mails(buyer.email)).some((mail) => /payment|order/i.test(mail.subject) && !/welcome/i.test(mail.subject)),
    );
    const body = { cartVersion: cart.body.version, shippingAddress: address, payment: { token: 'tok_approve' } };
    const again = await buyer.send('POST', '/api/orders', body, { 'idempotency-key': 'second-try' });
    expect(again.status).toBe(201);
    expect((await world.settled(buyer, again.body.orderId)).status).toBe('paid');
  });

  test('a provider that answers late or only at the third time charges once', async () => {
    const { variantId } = await world.offer(seller, 10);
    const buyer = await world.person('buyer');
    for (const token of ['tok_timeout', 'tok_retry']) {
      const order = await world.buy(buyer, variantId, { token });
      expect((await world.settled(buyer, order.body.orderId, 60_000)).status).toBe('paid');
      await eventually(async () => (await buyer.get('/api/cart')).body.lines.length === 0);
      const charges = await (await world.db('payment'))
        .collection('sandbox_charges')
        .countDocuments({ _id: order.body.orderId.replace('ord_', 'pay_'), status: 'approved' });
      expect(charges).toBe(1);
    }
  }, 90_000);

  test('a paid order that is canceled gives money and pieces back', async () => {
    const { productId, variantId } = await world.offer(seller, 5);
    const buyer = await world.person('buyer');
    const order = await world.buy(buyer, variantId, { quantity: 2 });
    await world.settled(buyer, order.body.orderId);
    await eventually(async () => (await available(productId)) === 3);
    await buyer.send('POST', `/api/orders/${order.body.orderId}/cancel`);
    const refunded = await eventually(async () => {
      const { body } = await buyer.get(`/api/orders/${order.body.orderId}`);
      return body.refund === 'done' && body;
    });
    expect(refunded.status).toBe('canceled');
    await eventually(async () => (await available(productId)) === 5);
  });
});

describe('a stale cart', () => {
  test.each([
    ['before the cart has heard of them', false],
    ['after the cart has heard of them', true],
  ])('is refused with the differences, price, stock and gone, %s', async (_when, heard) => {
    const [dearer, rare, gone] = [
      await world.offer(seller, 5, 1_000),
      await world.offer(seller, 5, 1_000),
      await world.offer(seller, 5, 1_000),
    ];
    const buyer = await world.person('buyer');
    for (const { variantId } of [dearer, rare, gone])
      await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 2 });
    const { version, lines } = (await buyer.get('/api/cart')).body;
    const known = (await world.db('order')).collection('carts');
    await eventually(() => known.findOne({ _id: buyer.userId as never, 'snapshots.version': version }));
    await world.buy(await world.person('buyer'), rare.variantId, { quantity: 4 });

    // Without its sidecar the cart hears of nothing; neither does anybody need it to refuse the order.
    const sidecar = world.market.processes.get('cart:dapr');
    if (!heard) sidecar?.kill('SIGSTOP');
    try {
      const path = `/api/products/${dearer.productId}/variants/${dearer.variantId}`;
      expect((await seller.send('PATCH', path, { price: 1_250 })).status).toBe(200);
      expect((await seller.send('DELETE', `/api/products/${gone.productId}`)).status).toBe(204);
      if (heard) await eventually(async () => (await buyer.get('/api/cart')).body.version >= version + 2);
      else expect((await buyer.get('/api/cart')).body.version).toBe(version);
      const body = { cartVersion: version, shippingAddress: address, payment: { token: 'tok_approve' } };
      const refused = await buyer.send('POST', '/api/orders', body, { 'idempotency-key': 'stale' });
      expect(refused.status).toBe(409);
      expect(refused.body.type).toBe('https://credenza.dev/problems/stale-cart');
      const [one, two, three] = lines;
      expect(refused.body.differences).toEqual([
        { kind: 'price', variantId: dearer.variantId, title: one.title, was: 1_000, now: 1_250, currency: 'EUR' },
        { kind: 'stock', variantId: rare.variantId, title: two.title, wanted: 2, available: 1 },
        { kind: 'gone', variantId: gone.variantId, title: three.title },
      ]);
    } finally {
      sidecar?.kill('SIGCONT');
    }
    expect((await buyer.get('/api/orders')).body.items).toEqual([]);
  });

  test('an old version of the cart is refused with the cart as it is', async () => {
    const { variantId } = await world.offer(seller, 9);
    const buyer = await world.person('buyer');
    await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 });
    await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 });
    // Until the order service has heard of the second version it sells the first, exactly as the buyer confirmed it.
    const known = (await world.db('order')).collection('carts');
    await eventually(() => known.findOne({ _id: buyer.userId as never, 'snapshots.version': 2 }));
    const body = { cartVersion: 1, shippingAddress: address, payment: { token: 'tok_approve' } };
    const refused = await buyer.send('POST', '/api/orders', body, { 'idempotency-key': 'old' });
    expect(refused.status).toBe(409);
    expect(refused.body.cart.version).toBe(2);
  });
});

describe('the same at once', () => {
  test('one Idempotency-Key from 20 clients is one order', async () => {
    const { productId, variantId } = await world.offer(seller, 30);
    const buyer = await world.person('buyer');
    const cart = (await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 })).body;
    const body = { cartVersion: cart.version, shippingAddress: address, payment: { token: 'tok_approve' } };
    const post = () => buyer.send('POST', '/api/orders', body, { 'idempotency-key': 'twenty' });
    const answers = await Promise.all(Array.from({ length: 20 }, post));
    for (const answer of answers) expect([201, 409]).toContain(answer.status);
    const ids = new Set(answers.filter(({ status }) => status === 201).map((answer) => answer.body.orderId));
    expect(ids.size).toBe(1);
    expect((await buyer.get('/api/orders')).body.items).toHaveLength(1);
    await world.settled(buyer, [...ids][0] ?? '');
    await eventually(async () => (await available(productId)) === 29);
  });

  test('two keys for one cart are one order: the second is told which', async () => {
    const { variantId } = await world.offer(seller, 30);
    const buyer = await world.person('buyer');
    const cart = (await buyer.send('POST', '/api/cart/lines', { variantId, quantity: 1 })).body;
    const body = { cartVersion: cart.version, shippingAddress: address, payment: { token: 'tok_approve' } };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        buyer.send('POST', '/api/orders', body, { 'idempotency-key': `key-${index}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  test('two tabs that change one cart both count, and both see the result', async () => {
    const { variantId } = await world.offer(seller, 500);
    const other = await world.offer(seller, 500);
    const buyer = await world.person('buyer');
    const tabs = [await world.live(buyer), await world.live(buyer)];
    const adds = Array.from({ length: 20 }, (_, index) =>
      buyer.send('POST', '/api/cart/lines', { variantId: index % 2 ? variantId : other.variantId, quantity: 1 }),
    );
    expect((await Promise.all(adds)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    const cart = (await buyer.get('/api/cart')).body;
    expect(cart.lines.map((line: { quantity: number }) => line.quantity)).toEqual([10, 10]);
    for (const { messages, socket } of tabs) {
      await eventually(() => messages.some((one) => one.kind === 'cart' && one.cart.version === cart.version));
      socket.close();
    }
  });
});
