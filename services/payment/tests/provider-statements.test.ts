import { newId, RefundId } from '@credenza/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { command } from './command.ts';
import { openRazorpayStandIn, type RazorpayStandIn, razorpayWebhook } from './providers/razorpay-stand-in.ts';
import { openStripeStandIn, type StripeStandIn } from './providers/stripe-stand-in.ts';
import { adminPath, dayMs, openTill, type Till } from './till.ts';

let stripe: StripeStandIn;
let razorpay: RazorpayStandIn;
let till: Till;
const since = new Date(Date.now() - dayMs).toISOString();
const until = new Date(Date.now() + dayMs).toISOString();

beforeAll(async () => {
  // Stripe pays this marketplace in another currency than its buyers pay in.
  [stripe, razorpay] = await Promise.all([openStripeStandIn(0.93), openRazorpayStandIn()]);
  const env = { ...stripe.env, ...razorpay.env, PAYMENT_PROVIDERS: 'sandbox,stripe,razorpay' };
  till = await openTill(env);
});
afterAll(async () => {
  await till?.shop.stop();
  await Promise.all([stripe?.close(), razorpay?.close()]);
});

const statement = async (provider: string) =>
  (await till.get(`${adminPath}/${provider}/statement?since=${since}&until=${until}`).expect(200)).text;
const compared = async (provider: string, csv: string) => {
  const path = `${adminPath}/reconciliations?since=${since}&until=${until}&provider=${provider}`;
  return (await till.post(path).set('content-type', 'text/csv').send(csv).expect(200)).body;
};
/** Orders that were charged, one of them given back in part and one as a whole. */
async function trade(token: string, agree: (key: string) => Promise<void>): Promise<string[]> {
  const orders = Array.from({ length: 3 }, () => till.order(token, [{ price: 4_000 }, { price: 1_000 }]));
  for (const order of orders) {
    await till.shop.deliver(order.created);
    await agree(paymentIdOf(order.orderId));
    await till.shop.deliver(order.paid);
  }
  const [, partly, whole] = orders;
  if (!partly || !whole) throw new Error('too few orders');
  await till.shop.deliver(partly.returned(0, { refundId: newId(RefundId), amount: 1_500, commission: 150 }));
  await till.shop.deliver(whole.canceled);
  return orders.map(({ orderId }) => paymentIdOf(orderId));
}

describe('a provider’s own statement', () => {
  test('agrees with our books, and with nobody else’s: Stripe', async () => {
    const keys = await trade('pm_card_visa', async () => {});
    const csv = await statement('stripe');
    for (const key of keys) expect(csv).toContain(`charge,${key},5000,EUR,charged,`);
    const report = await compared('stripe', csv);
    expect(report.differences).toEqual([]);
    expect(report.rows).toBe(8); // three charges with their fees, two refunds
    expect(report.matched).toBe(8);
  });

  test('agrees with our books, and with nobody else’s: Razorpay', async () => {
    const keys = await trade('razorpay_checkout', async (key) => {
      for (const { id } of razorpay.ordersOf(key)) {
        const { body, headers } = razorpayWebhook(razorpay.pay(id));
        const post = till.shop.http.post('/api/payments/webhooks/razorpay').set('content-type', 'application/json');
        await post.set(headers).send(body).expect(204);
      }
    });
    const csv = await statement('razorpay');
    for (const key of keys) expect(csv).toContain(`charge,${key},5000,EUR,charged,`);
    const report = await compared('razorpay', csv);
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ rows: 8, matched: 8 });
  });

  test('without a line shows what is missing there, of this provider alone', async () => {
    const [key = ''] = await trade('pm_card_visa', async () => {});
    const csv = (await statement('stripe'))
      .split('\n')
      .filter((line) => !line.includes(key))
      .join('\n');
    // The postings are seconds old and the period ends tomorrow, so none is near its edge.
    const { differences } = await compared('stripe', csv);
    expect(differences).toHaveLength(2);
    expect(differences).toMatchObject([
      { what: 'missing-there', key },
      { what: 'missing-there', key },
    ]);
  });

  test('shows what we have not caused: a dispute, an adjustment', async () => {
    stripe.dispute(700);
    razorpay.adjust(300);
    expect((await compared('stripe', await statement('stripe'))).differences).toMatchObject([
      { what: 'missing-here', type: 'other', theirs: { state: 'adjustment' } },
    ]);
    expect((await compared('razorpay', await statement('razorpay'))).differences).toMatchObject([
      { what: 'missing-here', type: 'other', theirs: { state: 'adjustment', amount: 300 } },
    ]);
  });

  test('of somebody who is not set up: 404; for admins alone', async () => {
    await till.get(`${adminPath}/paypal/statement?since=${since}&until=${until}`).expect(404);
    const buyer = await till.shop.user('buyer');
    await till.get(`${adminPath}/stripe/statement?since=${since}&until=${until}`, buyer).expect(403);
  });

  test('of a provider that is away: 503; of no period: 400; of years that would be asked for day by day: 400', async () => {
    const path = (provider: string, from: string, to = until) =>
      `${adminPath}/${provider}/statement?since=${from}&until=${to}`;
    stripe.becomes('away', /balance_transactions/);
    await till.get(path('stripe', since)).expect(503);
    stripe.becomes('well');
    for (const from of [until, since]) await till.get(path('stripe', from, since)).expect(400);
    await till.get(path('razorpay', '0001-01-01T00:00:00Z')).expect(400);
    await till.get(path('stripe', '2020-01-01T00:00:00Z')).expect(200);
  });

  test('is what "npm run statement -- --provider stripe" compares', async () => {
    const token = till.admin.authorization.replace('Bearer ', '');
    const about = ['--url', till.shop.running.url, '--since', '1d', '--until', until, '--provider', 'stripe'];
    const { code, out } = await command('statement', about, { CREDENZA_TOKEN: token });
    expect(out).toContain('adjustment');
    expect(out).toMatch(/, 1 differ;/);
    expect(code).toBe(1);
  }, 60_000);
});
