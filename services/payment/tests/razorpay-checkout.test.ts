import { eventually, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { razorpayFee } from '../src/razorpay-payments.ts';
import { openRazorpayStandIn, proofOf, type RazorpayStandIn, razorpayWebhook } from './providers/razorpay-stand-in.ts';
import { openShop, placed, type Shop } from './shop.ts';

let razorpay: RazorpayStandIn;
let shop: Shop;
let buyer: TestUser;
beforeAll(async () => {
  razorpay = await openRazorpayStandIn();
  shop = await openShop({ env: { PAYMENT_TIMEOUT_MS: '20000', ...razorpay.env, PAYMENT_PROVIDERS: 'razorpay' } });
  buyer = await shop.user('buyer');
});
afterAll(async () => {
  await shop?.stop();
  await razorpay?.close();
});
/** An order, and what Razorpay calls it. */
async function waiting() {
  const order = placed('razorpay_checkout', { buyerId: buyer.userId });
  await shop.deliver(order.created);
  const [there] = razorpay.ordersOf(paymentIdOf(order.orderId));
  if (!there) throw new Error('no order');
  return { ...order, there: there.id };
}
type Order = Awaited<ReturnType<typeof waiting>>;
const back = ({ orderId }: Order, body: object) =>
  shop.http
    .post(`/api/payments/${paymentIdOf(orderId)}/return`)
    .set('authorization', buyer.authorization)
    .send(body);
const post = ({ body, headers }: ReturnType<typeof razorpayWebhook>) =>
  shop.http.post('/api/payments/webhooks/razorpay').set('content-type', 'application/json').set(headers).send(body);
const captured = ({ there }: Order) => razorpay.payments.filter((one) => one.order_id === there && one.captured);

describe('a proof that the browser shows', () => {
  test('is Razorpay’s: the payment is captured, and the fee with its tax is Razorpay’s', async () => {
    const order = await waiting();
    const payment = razorpay.pay(order.there);
    const { body } = await back(order, { proof: proofOf(order.there, payment.id) }).expect(200);
    expect(body).toMatchObject({ state: 'succeeded', reference: payment.id });
    expect(await shop.payment(order.orderId)).toMatchObject({ fee: 304 });
  });

  test('is forged, or about another order: 400, written down, and nobody is asked', async () => {
    const order = await waiting();
    const other = await waiting();
    const [payment, others] = [razorpay.pay(order.there), razorpay.pay(other.there)];
    const asked = razorpay.askedAbout(order.there);
    for (const proof of [
      proofOf(order.there, payment.id, 'a guess'),
      proofOf(other.there, others.id),
      { ...proofOf(order.there, payment.id), paymentId: others.id },
      { ...proofOf(order.there, payment.id), signature: 'x' },
    ]) {
      const { body } = await back(order, { proof }).expect(400);
      expect(body.errors).toEqual([{ field: 'body.proof', message: 'is not signed' }]);
    }
    await back(order, { proof: { ...proofOf(order.there, payment.id), more: 1 } }).expect(400);
    expect(razorpay.askedAbout(order.there)).toBe(asked);
    expect(captured(order)).toEqual([]);
    expect(await shop.audited(order.orderId)).toEqual(['payment.return-refused']);
  });
});

describe('a buyer', () => {
  test('may try another card: the order is charged once', async () => {
    const order = await waiting();
    razorpay.pay(order.there, false);
    const failed = await back(order, {}).expect(200);
    expect(failed.body).toMatchObject({ state: 'charging', waitsFor: 'buyer' });
    razorpay.pay(order.there);
    await back(order, {}).expect(200);
    expect(captured(order)).toHaveLength(1);
  });

  test('who pays twice is charged once; Razorpay gives the other back', async () => {
    const order = await waiting();
    const payments = [razorpay.pay(order.there), razorpay.pay(order.there)];
    await Promise.all(payments.map((one) => post(razorpayWebhook(one, { event: 'payment.authorized' })).expect(204)));
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
    expect(captured(order)).toHaveLength(1);
  });

  test('whose payment Razorpay has given back before we took it may pay again', async () => {
    const order = await waiting();
    const payment = razorpay.pay(order.there);
    razorpay.becomes('away', /POST .*capture/, 1);
    await back(order, {}).expect(503);
    razorpay.giveUp(payment);
    expect((await back(order, {}).expect(200)).body).toMatchObject({ state: 'charging' });
    razorpay.pay(order.there);
    expect((await back(order, {}).expect(200)).body).toMatchObject({ state: 'succeeded' });
    expect(captured(order)).toHaveLength(1);
  });
});

test('an order that is canceled while its capture is on the way is given back, although the capture’s answer is never heard', async () => {
  const order = await waiting();
  razorpay.pay(order.there);
  const before = razorpay.asked.length;
  razorpay.becomes('late', /POST .*capture/, 1);
  const returned = back(order, {}).then((answer) => answer.status);
  await eventually(async () => razorpay.asked.slice(before).some(({ path }) => path.endsWith('/capture')));
  await shop.deliver(order.canceled);
  razorpay.letGo();
  expect([200, 503]).toContain(await returned);
  await eventually(async () => (await shop.payment(order.orderId)).state === 'refunded');
  expect(captured(order)).toMatchObject([{ amount_refunded: order.total }]);
});

describe('a webhook of Razorpay’s', () => {
  const ago = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000) });

  test('is taken for the day in which Razorpay repeats it', async () => {
    const order = await waiting();
    const payment = razorpay.pay(order.there);
    await post(razorpayWebhook(payment, ago(26))).expect(401);
    await post(razorpayWebhook(payment, ago(-1))).expect(401);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    await post(razorpayWebhook(payment, ago(23))).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
  });

  test('about an order of somebody else on the account, or about none, is taken and changes nothing', async () => {
    for (const order_id of ['order_of_another', null])
      await post(razorpayWebhook({ id: 'pay_x', order_id, amount: 1, currency: 'EUR' })).expect(204);
  });

  test('that is signed but unreadable: 400', async () => {
    await post(razorpayWebhook({ id: 'pay_x', order_id: 'order_1', amount: -1, currency: 'EUR' })).expect(400);
  });
});

test('the fee of a payment from abroad is in the currency that the buyer has paid in', () => {
  const payment = { id: 'pay_1', status: 'captured' as const, currency: 'USD', amount: 1_000 };
  expect(razorpayFee({ ...payment, fee: 2_500, base_amount: 83_000 })).toBe(30);
  expect(razorpayFee({ ...payment, currency: 'INR', fee: 24 })).toBe(24);
  expect(razorpayFee({ ...payment, fee: null })).toBeUndefined();
});

test('an order that is too small for Razorpay waits for nobody for ever: it expires', async () => {
  const order = placed('razorpay_checkout', { total: 1, expiresInMs: 1 });
  await shop.deliver(order.created);
  await eventually(async () => (await shop.payment(order.orderId)).state === 'failed');
});
