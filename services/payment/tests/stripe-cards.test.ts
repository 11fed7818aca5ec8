import { newId, PaymentId } from '@credenza/contracts';
import { Unavailable } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { openStripeStandIn, type StripeStandIn, stripeWebhook } from './providers/stripe-stand-in.ts';
import { openShop, placed, type Shop } from './shop.ts';

let stripe: StripeStandIn;
let shop: Shop;
beforeAll(async () => {
  stripe = await openStripeStandIn();
  shop = await openShop({ env: { PAYMENT_TIMEOUT_MS: '20000', ...stripe.env, PAYMENT_PROVIDERS: 'stripe' } });
});
afterAll(async () => {
  await shop?.stop();
  await stripe?.close();
});
const intentOf = (order: ReturnType<typeof placed>) => {
  const [intent, ...others] = stripe.intentOf(paymentIdOf(order.orderId));
  if (!intent || others.length > 0) throw new Error('not one intent');
  return intent;
};
const post = ({ body, headers }: ReturnType<typeof stripeWebhook>) =>
  shop.http.post('/api/payments/webhooks/stripe').set('content-type', 'application/json').set(headers).send(body);

describe('a card', () => {
  test('that pays is charged at once, and the fee is Stripe’s', async () => {
    const order = placed('pm_card_visa');
    await shop.deliver(order.created);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded', provider: 'stripe', fee: 219 });
    await eventually(async () => (await shop.posted(order.orderId)).length === 2);
    expect(await shop.sums(order.orderId)).toEqual({ buyer: -12_900, provider: 12_900 - 219, marketplace: 219 });
  });

  test.each([
    ['pm_card_insufficient', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_nobody_knows', 'invalid_token'],
    ['tok_approve', 'invalid_token'], // the sandbox's token buys nothing where the sandbox is not allowed
    ['razorpay_checkout', 'invalid_token'],
  ])('%s: the order is told why there is no charge, and the intent is canceled', async (token, reason) => {
    const order = placed(token);
    await shop.deliver(order.created);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'failed', provider: 'stripe', reason });
    expect(intentOf(order).status).toBe('canceled');
    expect(await shop.audited(order.orderId)).toEqual(['payment.failed']);
  });

  test('whose bank says no in the browser fails the payment, and the buyer cannot pay the intent any more', async () => {
    const order = placed('pm_card_authenticationRequired');
    await shop.deliver(order.created);
    stripe.authenticate(paymentIdOf(order.orderId), false);
    await post(stripeWebhook(intentOf(order), { type: 'payment_intent.payment_failed' })).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({
      state: 'failed',
      reason: 'payment_intent_authentication_failure',
    });
    expect(intentOf(order).status).toBe('canceled');
  });
});

describe('a webhook of Stripe’s', () => {
  async function waiting() {
    const order = placed('pm_card_authenticationRequired');
    await shop.deliver(order.created);
    stripe.authenticate(paymentIdOf(order.orderId), true);
    return order;
  }
  const ago = (minutes: number) => ({ at: new Date(Date.now() - minutes * 60_000) });

  test('is taken for five minutes after it was signed', async () => {
    const order = await waiting();
    await post(stripeWebhook(intentOf(order), ago(6))).expect(401);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
    await post(stripeWebhook(intentOf(order), ago(4))).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'succeeded' });
  });

  test('about something else of the account is taken and changes nothing', async () => {
    const order = await waiting();
    const intent = intentOf(order);
    await post(stripeWebhook(intent, { object: 'charge' })).expect(204);
    await post(stripeWebhook({ ...intent, metadata: {} })).expect(204);
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'charging' });
  });

  test('about a payment that is not known yet is asked for again', async () => {
    const order = await waiting();
    await post(stripeWebhook({ ...intentOf(order), metadata: { key: newId(PaymentId) } })).expect(404);
  });

  test('that is signed but unreadable: 400', async () => {
    await post(stripeWebhook({ id: 'pi', amount: -1, currency: 'eur', metadata: { key: 'pay_1' } })).expect(400);
  });
});

test('what Stripe’s client says about a failure is told without the intent and its secret', async () => {
  const order = placed('pm_card_authenticationRequired');
  await shop.deliver(order.created);
  stripe.becomes('away');
  const asking = shop.running.context.providers.get('stripe')?.find(paymentIdOf(order.orderId));
  const error = await asking?.catch((thrown: unknown) => thrown);
  stripe.becomes('well');
  expect(error).toBeInstanceOf(Unavailable);
  const { cause } = error instanceof Error ? error : {};
  expect(cause).toBeInstanceOf(Error);
  expect(`${JSON.stringify(cause)} ${cause instanceof Error ? cause.stack : ''}`).not.toMatch(/_secret_|sk_test/);
});
