import { newId, PayoutId, RefundId, UserId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ProviderRefusal } from '../src/provider.ts';
import { createTransfer, makeStripeBank } from '../src/stripe-bank.ts';
import { speaking, stripeClient } from '../src/stripe-client.ts';
import { cancelIntent, confirmIntent, createIntent, readIntent } from '../src/stripe-intents.ts';
import { giveBack } from '../src/stripe-refunds.ts';
import { stripeStatement } from '../src/stripe-statement.ts';
import { startStripeMock } from './providers/stripe-mock.ts';
import { asked } from './providers/worlds.ts';

let mock: Awaited<ReturnType<typeof startStripeMock>>;
let client: ReturnType<typeof stripeClient>;
const { signal } = new AbortController();
beforeAll(async () => {
  mock = await startStripeMock();
  client = stripeClient({ secretKey: 'sk_test_123', url: mock.url, timeoutMs: 20_000 });
}, 300_000); // it may have to be built first
afterAll(() => mock?.stop());
beforeEach(() => {
  mock.lines.length = 0;
});

/** The requests that it has seen, once it has answered so many. */
const requests = (count: number) =>
  eventually(async () => {
    const answers = mock.lines.filter((line) => line.startsWith('Response:'));
    expect(answers.map((line) => /status=(\d+)/.exec(line)?.[1])).toEqual(Array(count).fill('200'));
    return mock.lines.filter((line) => line.startsWith('Request:')).map((line) => line.replace('Request: ', ''));
  });

describe("Stripe's own description of its API takes", () => {
  test('an intent that is created with our key and read with its fee', async () => {
    const charge = asked('pm_card_visa', 4_200);
    const intent = await createIntent(client, charge, 4_200);
    expect(intent).toMatchObject({ object: 'payment_intent', amount: 4_200, currency: 'eur' });
    await readIntent(client, intent.id);
    expect(await requests(2)).toEqual(['POST /v1/payment_intents', `GET /v1/payment_intents/${intent.id}`]);
    expect(mock.lines.join('\n')).toContain(`metadata:map[key:${charge.key}]`);
    expect(mock.lines.join('\n')).toContain('expand:[latest_charge.balance_transaction]');
  });

  test('an intent that is confirmed with the buyer’s payment method, and one that is canceled', async () => {
    await confirmIntent(client, 'pi_1', 'pm_card_visa');
    await cancelIntent(client, 'pi_1');
    expect(await requests(2)).toEqual([
      'POST /v1/payment_intents/pi_1/confirm',
      'POST /v1/payment_intents/pi_1/cancel',
    ]);
  });

  test('a refund of a part, after a look at those that there are', async () => {
    const refund = { key: 'pay_1', refundId: newId(RefundId), amount: 100, currency: 'EUR' };
    await giveBack(client, 'pi_1', refund);
    expect((await requests(2)).map((line) => line.split('?')[0])).toEqual(['GET /v1/refunds', 'POST /v1/refunds']);
    expect(mock.lines.join('\n')).toContain(`refundId:${refund.refundId}`);
  });

  test('a transfer to a connected account, when there is none in its group', async () => {
    const payout = { payoutId: newId(PayoutId), sellerId: newId(UserId), amount: 1_800, currency: 'EUR' };
    // The mock finds a transfer in every group, so the one that makes it is asked by itself.
    const bank = makeStripeBank({ client, accounts: { of: async () => 'acct_1' } });
    expect(await bank.find(payout.payoutId, signal)).toMatchObject({
      status: expect.stringMatching(/settled|returned/),
    });
    await createTransfer(client, payout, 'acct_1');
    expect(await requests(2)).toEqual(['GET /v1/transfers', 'POST /v1/transfers']);
    expect(mock.lines.join('\n')).toContain(`transfer_group:${payout.payoutId}`);
    expect(mock.lines.join('\n')).toContain('destination:acct_1');
  });

  test('the statement of a period', async () => {
    const [since, until] = [new Date('2009-01-01T00:00:00Z'), new Date('2026-11-01T00:00:00Z')];
    for await (const row of stripeStatement(client, since, until)) expect(row.key).toEqual(expect.any(String));
    expect(await requests(1)).toEqual(['GET /v1/balance_transactions']);
  });
});

describe('it refuses, and so this test would show', () => {
  test('a parameter that Stripe does not know', async () => {
    const body = new URLSearchParams({ amount: '1', currency: 'eur', payment_methods: 'card' });
    const headers = { authorization: 'Bearer sk_test_123' };
    const answer = await fetch(`${mock.url}/v1/payment_intents`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
  });

  test('a wrong key, which says nothing about the request: it is asked again later', async () => {
    const stranger = stripeClient({ secretKey: 'nonsense', url: mock.url, timeoutMs: 20_000 });
    const work = speaking(() => stranger.paymentIntents.retrieve('pi_1'));
    await expect(work).rejects.toThrow('Stripe does not do it now');
    await expect(work).rejects.not.toBeInstanceOf(ProviderRefusal);
  });
});
