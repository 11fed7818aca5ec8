import { CartId, newId, PaymentId, RefundId } from '@credenza/contracts';
import { testEnvironment } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { type Provider, ProviderRefusal } from '../src/provider.ts';
import { SandboxCharges } from '../src/sandbox.store.ts';
import { makeSandbox } from '../src/sandbox.ts';

let db: Connection;
let charges: SandboxCharges;
let provider: Provider;
beforeAll(async () => {
  const env = await testEnvironment();
  db = await createConnection(env.MONGO_URL ?? '', { dbName: `${env.DB_PREFIX}sandbox` }).asPromise();
  charges = new SandboxCharges(db);
  provider = makeSandbox({ charges, secret: 'a secret', now: () => new Date() });
});
afterAll(async () => {
  await db?.dropDatabase();
  await db?.close();
});

const { signal } = new AbortController();
const asked = (token = 'tok_approve', amount = 5_000) => ({ key: newId(PaymentId), token, amount, currency: 'EUR' });
const refundOf = (charge: ReturnType<typeof asked>, refundId = newId(RefundId)) => ({ ...charge, refundId });

describe('a provider promises', () => {
  test('one charge for one key, also when it is asked 20 times at once', async () => {
    const charge = asked();
    const results = await Promise.all(Array.from({ length: 20 }, () => provider.charge(charge, signal)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await provider.find(charge.key, signal)).toEqual(results[0]);
    expect(await charges.find(charge.key)).toMatchObject({ calls: 20 });
  });

  test('that a charge which arrives after its cancellation is not made', async () => {
    const charge = asked();
    expect(await provider.cancel(charge.key, signal)).toEqual({ status: 'canceled' });
    expect(await provider.charge(charge, signal)).toEqual({ status: 'canceled' });
    await expect(provider.refund(refundOf(charge), signal)).rejects.toThrow(ProviderRefusal);
  });

  test('one story about charge and cancellation that race', async () => {
    for (let round = 0; round < 30; round += 1) {
      const charge = asked();
      const told = await Promise.all([provider.charge(charge, signal), provider.cancel(charge.key, signal)]);
      const now = await provider.find(charge.key, signal);
      expect(told).toEqual([now, now]);
    }
  });

  test('to say what became of a charge that can be canceled no more', async () => {
    const charge = asked();
    const result = await provider.charge(charge, signal);
    expect(await provider.cancel(charge.key, signal)).toEqual(result);
  });

  test('to cancel a pending charge for good', async () => {
    const charge = asked('tok_async');
    expect(await provider.charge(charge, signal)).toMatchObject({ status: 'pending' });
    expect(await provider.cancel(charge.key, signal)).toEqual({ status: 'canceled' });
    await charges.decide(charge.key, 'approved', new Date());
    expect(await provider.find(charge.key, signal)).toEqual({ status: 'canceled' });
  });

  test('to come back from an outage for everybody, not for each charge by itself', async () => {
    let now = new Date();
    const sandbox = makeSandbox({ charges, secret: 'a secret', now: () => now });
    const [first, second] = [asked('tok_retry'), asked('tok_retry')];
    for (const charge of [first, second, first, second])
      await expect(sandbox.charge(charge, signal)).rejects.toThrow('unavailable');
    expect(await sandbox.charge(first, signal)).toMatchObject({ status: 'approved' });
    const third = asked('tok_retry');
    await expect(sandbox.charge(third, signal)).rejects.toThrow('unavailable');
    now = new Date(now.getTime() + 2_001);
    expect(await sandbox.charge(third, signal)).toMatchObject({ status: 'approved' });
  });

  test('that looking for a charge makes none', async () => {
    const { key } = asked();
    expect(await provider.find(key, signal)).toBeUndefined();
    expect(await charges.find(key)).toBeUndefined();
  });

  test('refunds of parts, each once under its id, that never exceed the charge also when they race', async () => {
    const charge = asked();
    await provider.charge(charge, signal);
    const parts = Array.from({ length: 12 }, () => ({ ...refundOf(charge), amount: 700 }));
    const tries = [...parts, ...parts].map((part) => provider.refund(part, signal));
    const outcomes = await Promise.allSettled(tries);
    const given = (await charges.find(charge.key))?.refunds ?? [];
    expect(given.reduce((sum, { amount }) => sum + amount, 0)).toBe(4_900);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(14);
    await expect(provider.refund({ ...refundOf(charge), amount: 101 }, signal)).rejects.toThrow(ProviderRefusal);
    await provider.refund({ ...refundOf(charge), amount: 100 }, signal);
    await expect(provider.refund({ ...refundOf(charge), amount: 0 }, signal)).rejects.toThrow(ProviderRefusal);
  });

  test('one refund for one key, of the whole charge, under one id', async () => {
    const charge = asked();
    await provider.charge(charge, signal);
    const refund = refundOf(charge);
    const names = await Promise.all(Array.from({ length: 10 }, () => provider.refund(refund, signal)));
    expect(new Set(names).size).toBe(1);
    await expect(provider.refund(refundOf(charge), signal)).rejects.toThrow(ProviderRefusal);
    await expect(provider.refund({ ...refund, amount: 1 }, signal)).rejects.toThrow(ProviderRefusal);
  });

  test.each(['tok_decline', 'tok_async', 'tok_unknown'])('no refund where nothing was charged (%s)', async (token) => {
    const charge = asked(token);
    await provider.charge(charge, signal);
    await expect(provider.refund(refundOf(charge), signal)).rejects.toThrow(ProviderRefusal);
  });

  test('to refuse a key that belongs to another charge', async () => {
    const charge = asked();
    await provider.charge(charge, signal);
    await expect(provider.charge({ ...charge, amount: 1 }, signal)).rejects.toThrow(ProviderRefusal);
    await expect(provider.charge({ ...charge, currency: 'USD' }, signal)).rejects.toThrow(ProviderRefusal);
  });

  test('a fee in whole minor units that is never more than the amount', async () => {
    const fees = [];
    for (const amount of [0, 1, 25, 1_999, 1_000_000_000_000]) {
      const result = await provider.charge(asked('tok_approve', amount), signal);
      fees.push(result.status === 'approved' && result.fee);
    }
    expect(fees).toEqual([0, 1, 25, 53, 14_000_000_025]);
  });

  test('to know its own messages only', () => {
    const body = Buffer.from(JSON.stringify({ id: newId(CartId) }));
    expect(provider.verifyWebhook(body, {}, new Date())).toBeUndefined();
    expect(provider.verifyWebhook(body, { 'sandbox-signature': 't=1,v1=00' }, new Date())).toBeUndefined();
  });
});
