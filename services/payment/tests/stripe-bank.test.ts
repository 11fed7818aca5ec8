import { newId, PayoutId, UserId } from '@credenza/contracts';
import { testEnvironment } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import type { Bank } from '../src/bank.ts';
import { ProviderRefusal } from '../src/provider.ts';
import { StripeAccounts } from '../src/stripe-account.store.ts';
import { makeStripeBank } from '../src/stripe-bank.ts';
import { stripeClient } from '../src/stripe-client.ts';
import { openStripeStandIn, type StripeStandIn, stripeKeys } from './providers/stripe-stand-in.ts';
import { adminPath, openTill, type Till } from './till.ts';

const { signal } = new AbortController();
let there: StripeStandIn;
beforeAll(async () => {
  there = await openStripeStandIn();
});
afterAll(() => there?.close());
const transfersOf = (payoutId: string) => there.transfers.filter((one) => one.transfer_group === payoutId);

describe('Stripe as a bank promises', () => {
  let db: Connection;
  let bank: Bank;
  let accounts: StripeAccounts;
  beforeAll(async () => {
    const env = await testEnvironment();
    db = await createConnection(env.MONGO_URL ?? '', { dbName: `${env.DB_PREFIX}stripe_bank` }).asPromise();
    accounts = new StripeAccounts(db);
    const client = stripeClient({ secretKey: stripeKeys.STRIPE_SECRET_KEY, url: there.url, timeoutMs: 20_000 });
    bank = makeStripeBank({ client, accounts });
  });
  afterAll(async () => {
    await db?.dropDatabase();
    await db?.close();
  });
  async function transfer(account: string | undefined = 'acct_1') {
    const sellerId = newId(UserId);
    if (account !== '') await accounts.keep(sellerId, account);
    return { payoutId: newId(PayoutId), sellerId, amount: 5_000, currency: 'EUR' };
  }

  test('one transfer for one payout, also when it is asked 20 times at once, and again a day later', async () => {
    const one = await transfer();
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => bank.send(one, signal)));
    const told = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(told.length).toBeGreaterThan(0);
    there.forgetKeys();
    expect(await bank.send(one, signal)).toMatchObject({
      status: 'settled',
      reference: told[0] && told[0].status !== 'returned' && told[0].reference,
    });
    expect(await bank.find(one.payoutId, signal)).toEqual(told[0]);
    expect(transfersOf(one.payoutId)).toMatchObject([{ amount: 5_000, currency: 'eur', destination: 'acct_1' }]);
  });

  test('one transfer when its answer got lost', async () => {
    const one = await transfer();
    there.becomes('loses', /POST .*transfers$/, 2);
    await expect(bank.send(one, signal)).rejects.not.toBeInstanceOf(ProviderRefusal);
    there.becomes('well');
    expect(await bank.send(one, signal)).toMatchObject({ status: 'settled' });
    expect(transfersOf(one.payoutId)).toHaveLength(1);
  });

  test('that looking for a transfer makes none', async () => {
    const { payoutId } = await transfer();
    expect(await bank.find(payoutId, signal)).toBeUndefined();
    expect(transfersOf(payoutId)).toHaveLength(0);
  });

  test('to refuse a shop without an account, or with a closed one', async () => {
    for (const account of ['', 'acct_closed'])
      await expect(bank.send(await transfer(account), signal)).rejects.toThrow(ProviderRefusal);
  });

  test('to say that a transfer has come back', async () => {
    const one = await transfer();
    await bank.send(one, signal);
    there.reverse(one.payoutId);
    expect(await bank.find(one.payoutId, signal)).toEqual({ status: 'returned', reason: 'reversed' });
    expect(await bank.send(one, signal)).toEqual({ status: 'returned', reason: 'reversed' });
  });
});

describe('shops that are paid out through Stripe', () => {
  let till: Till;
  beforeAll(async () => {
    till = await openTill({ ...there.env, PAYOUT_BANK: 'stripe' });
  });
  afterAll(() => till?.shop.stop());
  const setAccount = (sellerId: string, account: string, user = till.admin) =>
    till.shop.http
      .put(`${adminPath}/stripe/accounts/${sellerId}`)
      .set('authorization', user.authorization)
      .send({ account });

  test('get what is theirs, and have it available again when it comes back', async () => {
    const { sellerId } = await till.earned(1_800);
    const other = await till.earned(1_800);
    await setAccount(sellerId, 'acct_of_the_shop').expect(204);
    await till.approved();
    await till.bankWorks();
    const payout = await till.payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'settled', amount: 1_800, reference: expect.stringMatching(/^tr_/) });
    expect(transfersOf(payout.payoutId)).toMatchObject([{ amount: 1_800, destination: 'acct_of_the_shop' }]);
    expect(await till.payoutOf(other.sellerId)).toMatchObject({
      state: 'returned',
      reason: expect.stringContaining('no account'),
    });
    expect(await till.shop.funds(other.sellerId)).toMatchObject({ available: 1_800 });
    there.reverse(payout.payoutId);
    await till.post(`${adminPath}/payouts/${payout.payoutId}/check`).expect(200);
    expect(await till.shop.funds(sellerId)).toMatchObject({ available: 1_800 });
    await till.shop.balanced();
  });

  test('have their account set by admins alone, who are written down', async () => {
    const sellerId = newId(UserId);
    for (const role of ['buyer', 'seller'] as const)
      await setAccount(sellerId, 'acct_1', await till.shop.user(role)).expect(403);
    for (const account of ['', 'DE02120300000000202051', 'acct_$ne']) await setAccount(sellerId, account).expect(400);
    await setAccount(sellerId, 'acct_2').expect(204);
    const records = await till.shop.running.audit.records.find({ subject: sellerId }).lean();
    expect(records).toMatchObject([
      { act: 'payout-account.set', actor: till.admin.userId, detail: { account: 'acct_2' } },
    ]);
  });
});
