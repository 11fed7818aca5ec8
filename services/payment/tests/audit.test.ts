import { newId, PaymentId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentIdOf } from '../src/payment.ts';
import { sign } from '../src/signature.ts';
import { openShop, placed, type Shop, secret } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.stop());
afterEach(() => refuseWrites('audit', {}));

type Order = ReturnType<typeof placed>;
/** Lets the database refuse what fits the rule, as it would if the process died before that write. */
const refuseWrites = (collection: string, validator: Record<string, unknown>) =>
  shop.running.db.db?.command({ collMod: collection, validator });
const entries = (order: Order) =>
  shop.running.audit.records
    .find({ subject: paymentIdOf(order.orderId) })
    .sort({ _id: 1 })
    .lean();
const state = async (order: Order) => (await shop.payment(order.orderId)).state;

async function charged(token = 'tok_approve') {
  const order = placed(token);
  await shop.deliver(order.created);
  return order;
}
async function refund(order: Order) {
  const admin = await shop.user('admin');
  const request = shop.http
    .post(`/api/payments/${paymentIdOf(order.orderId)}/refund`)
    .set('authorization', admin.authorization)
    .set('idempotency-key', newId(PaymentId));
  return { admin, answer: await request.send({ reason: 'arrived broken' }) };
}

describe('no money moves that the audit log does not know of', () => {
  test.each([
    ['tok_approve', 'payment.charged', 'succeeded', 'done'],
    ['tok_decline', 'payment.failed', 'failed', 'refused'],
  ] as const)('%s: what cannot be recorded stays open until it can', async (token, act, wanted, outcome) => {
    await refuseWrites('audit', { act: { $ne: act } });
    const order = await charged(token);
    expect([await state(order), await entries(order), await shop.told(order.orderId)]).toEqual(['charging', [], []]);
    await refuseWrites('audit', {});
    await eventually(async () => (await state(order)) === wanted);
    expect(await entries(order)).toMatchObject([{ act, outcome, actor: 'provider', detail: { from: 'charging' } }]);
  });

  test('what is recorded but not written down is recorded once when it is', async () => {
    await refuseWrites('payments', { state: { $ne: 'succeeded' } });
    const order = await charged();
    expect([await state(order), await shop.audited(order.orderId)]).toEqual(['charging', ['payment.charged']]);
    await refuseWrites('payments', {});
    await eventually(async () => (await state(order)) === 'succeeded');
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged']);
  });

  test('a refund that an admin orders is carried out only when it is recorded who ordered it', async () => {
    const order = await charged();
    await refuseWrites('audit', { act: { $ne: 'payment.refund-ordered' } });
    expect((await refund(order)).answer.status).toBe(500);
    expect([await state(order), await shop.audited(order.orderId)]).toEqual(['succeeded', ['payment.charged']]);
    await refuseWrites('audit', {});
    const { admin } = await refund(order);
    expect(await state(order)).toBe('refunded');
    expect((await entries(order)).slice(1)).toMatchObject([
      { act: 'payment.refund-ordered', actor: admin.userId, detail: { reason: 'arrived broken', amount: 12_900 } },
      { act: 'payment.refunded', actor: 'provider' },
    ]);
  });

  test('an admin who orders a refund that is under way has not ordered one', async () => {
    const order = await charged();
    await refund(order);
    expect((await refund(order)).answer.status).toBe(202);
    expect(await shop.audited(order.orderId)).toEqual([
      'payment.charged',
      'payment.refund-ordered',
      'payment.refunded',
    ]);
  });

  test('money that arrives after its order was canceled is recorded as such', async () => {
    const order = placed('tok_approve');
    await shop.deliver(order.canceled);
    const charge = { key: paymentIdOf(order.orderId), amount: order.total, currency: order.currency };
    await shop.running.context.providerFor('tok_approve').charge({ ...charge, token: 'tok_approve' });
    const result = { status: 'approved', reference: 'sbx_1', fee: 206 };
    await webhook({ ...charge, result }).expect(204);
    expect(await shop.audited(order.orderId)).toEqual(['payment.charged-too-late', 'payment.refunded']);
  });
});

function webhook(charge: Record<string, unknown>, id = `whk_${newId(PaymentId)}`) {
  const body = JSON.stringify({ id, charge });
  return shop.http
    .post('/api/payments/webhooks/sandbox')
    .set('content-type', 'application/json')
    .set('sandbox-signature', sign(body, secret, new Date()))
    .send(body);
}

describe('what concerns money and is refused is recorded', () => {
  test.each([
    ['amount', { amount: 1 }],
    ['currency', { currency: 'USD' }],
  ])('a signed webhook about another %s, once however often it comes', async (_what, other) => {
    const order = await charged('tok_async');
    const result = { status: 'approved', reference: 'sbx_1', fee: 206 };
    const charge = { key: paymentIdOf(order.orderId), amount: order.total, currency: 'EUR', result, ...other };
    await webhook(charge, `whk_${order.orderId}`).expect(409);
    await webhook(charge, `whk_${order.orderId}`).expect(409);
    expect(await state(order)).toBe('charging');
    expect(await entries(order)).toMatchObject([
      {
        act: 'payment.amount-mismatch',
        outcome: 'refused',
        detail: {
          amount: 12_900,
          currency: 'EUR',
          saidAmount: charge.amount,
          saidCurrency: charge.currency,
          said: 'approved',
        },
      },
    ]);
  });

  test('a refund that the provider does not give, once however often it is asked', async () => {
    const order = await charged();
    await shop.running.context.sandbox.charges.model.deleteOne({ _id: paymentIdOf(order.orderId) });
    await refund(order);
    await shop.deliver(order.canceled);
    expect(await state(order)).toBe('refunding');
    const [, , refused, ...more] = await entries(order);
    expect(refused).toMatchObject({
      act: 'payment.refund-refused',
      outcome: 'refused',
      detail: { orderId: order.orderId, amount: 12_900, reason: expect.stringContaining('has 12900 to give back') },
    });
    expect(more).toEqual([]);
  });
});
