import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { address, type Citizen, openTown, type Town } from './town.ts';

let town: Town;
let [buyer, oak, loom]: Citizen[] = [];

beforeAll(async () => {
  town = await openTown(['cart', 'payment']);
  [buyer, oak, loom] = [await town.citizen('buyer'), await town.citizen('seller'), await town.citizen('seller')];
}, 180_000);
afterAll(() => town?.stop(), 60_000);

const as = (who: Citizen | undefined) => ({
  authorization: who?.authorization ?? '',
  'idempotency-key': crypto.randomUUID(),
});
const post = (who: Citizen | undefined, path: string, body?: object) =>
  town.http.post(path).set(as(who)).send(body).expect(200);

test('an order of two shops: one sends in two parcels, the other cancels a piece, one comes back; stock and events follow', async () => {
  if (!oak || !loom || !buyer) throw new Error('nobody is there');
  const [lamp, rug] = [await town.offer(oak, 2_000, 10), await town.offer(loom, 10_000, 10)];
  for (const [{ variantId }, quantity] of [
    [lamp, 3],
    [rug, 2],
  ] as const)
    await town.at('cart').post('/api/cart/lines').set(as(buyer)).send({ variantId, quantity }).expect(200);
  const cart = await town.at('cart').get('/api/cart').set(as(buyer)).expect(200);
  const wish = { cartVersion: cart.body.version, shippingAddress: address, payment: { token: 'tok_approve' } };
  const { body } = await town.http.post('/api/orders').set(as(buyer)).send(wish).expect(201);
  const order = async () => (await town.http.get(`/api/orders/${body.orderId}`).set(as(buyer)).expect(200)).body;
  await eventually(async () => (await order()).status === 'paid', 30_000);
  expect(body).toMatchObject({ total: 26_000, sellerOrders: [{ total: 6_000 }, { total: 20_000 }] });
  await eventually(async () => (await town.available(lamp.productId)) === 7);

  const [lampLine, rugLine] = body.lines;
  const sale = (index: number) => `/api/orders/sales/${body.sellerOrders[index].sellerOrderId}`;
  for (const [who, index] of [
    [oak, 0],
    [loom, 1],
  ] as const)
    for (const step of ['accept', 'pack']) await post(who, `${sale(index)}/${step}`);
  await post(oak, `${sale(0)}/ship`, { carrier: 'DHL', pieces: [{ lineId: lampLine.lineId, quantity: 1 }] });
  await post(oak, `${sale(0)}/ship`, { carrier: 'DHL' });
  const pieces = [{ lineId: rugLine.lineId, quantity: 1 }];
  const canceled = await post(loom, `${sale(1)}/cancel`, { pieces, reason: 'moths' });
  expect(canceled.body.refunds).toMatchObject([{ amount: 10_000, shop: 9_000, commission: 1_000 }]);
  await eventually(async () => (await town.available(rug.productId)) === 9);
  await post(loom, `${sale(1)}/ship`, { carrier: 'UPS' });
  for (const { sellerOrderId } of body.sellerOrders)
    await post(buyer, `/api/orders/${body.orderId}/confirm-delivery`, { sellerOrderId });
  expect((await order()).fulfilment).toBe('delivered');

  const back = { sellerOrderId: body.sellerOrders[0].sellerOrderId, reason: 'too bright' };
  const asked = await post(buyer, `/api/orders/${body.orderId}/returns`, {
    ...back,
    pieces: [{ lineId: lampLine.lineId, quantity: 3 }],
  });
  const { returnId } = asked.body.sellerOrders[0].returns[0];
  await post(oak, `${sale(0)}/returns/${returnId}/approve`, {});
  await post(oak, `${sale(0)}/returns/${returnId}/receive`, { restock: true });
  await eventually(async () => (await town.available(lamp.productId)) === 10);
  expect(await town.available(rug.productId)).toBe(9);
  expect((await order()).sellerOrders[0].refunds).toMatchObject([{ amount: 6_000, why: 'return' }]);

  const refunds = async () =>
    (await order()).sellerOrders.flatMap((part: { refunds: { settledAt?: string }[] }) => part.refunds);
  await eventually(async () => (await refunds()).every(({ settledAt }: { settledAt?: string }) => settledAt), 30_000);
  expect(await refunds()).toHaveLength(2);
  expect((await order()).timeline.filter(({ what }: { what: string }) => what === 'refund-settled')).toHaveLength(2);
  const payment = await town
    .at('payment')
    .get(`/api/payments/${(await order()).paymentId}`)
    .set(as(buyer))
    .expect(200);
  expect(payment.body).toMatchObject({ state: 'succeeded', amount: 26_000 });
});
