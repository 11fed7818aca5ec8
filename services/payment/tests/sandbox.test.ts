import { newId, PaymentId } from '@credenza/contracts';
import { testEnvironment } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { type Provider, ProviderRefusal } from '../src/provider.ts';
import { SandboxCharges } from '../src/sandbox.store.ts';
import { makeSandbox } from '../src/sandbox.ts';
import { SandboxTransfers } from '../src/sandbox-bank.store.ts';

let db: Connection;
let charges: SandboxCharges;
let transfers: SandboxTransfers;
let provider: Provider;
beforeAll(async () => {
  const env = await testEnvironment();
  db = await createConnection(env.MONGO_URL ?? '', { dbName: `${env.DB_PREFIX}sandbox` }).asPromise();
  charges = new SandboxCharges(db);
  transfers = new SandboxTransfers(db);
  provider = makeSandbox({ charges, transfers, secret: 'a secret', now: () => new Date() });
});
afterAll(async () => {
  await db?.dropDatabase();
  await db?.close();
});

const { signal } = new AbortController();
const asked = (token = 'tok_approve', amount = 5_000) => ({ key: newId(PaymentId), token, amount, currency: 'EUR' });

describe('the sandbox promises', () => {
  test('to come back from an outage for everybody, not for each charge by itself', async () => {
    let now = new Date();
    const sandbox = makeSandbox({ charges, transfers, secret: 'a secret', now: () => now });
    const [first, second] = [asked('tok_retry'), asked('tok_retry')];
    for (const charge of [first, second, first, second])
      await expect(sandbox.charge(charge, signal)).rejects.toThrow('unavailable');
    expect(await sandbox.charge(first, signal)).toMatchObject({ status: 'approved' });
    const third = asked('tok_retry');
    await expect(sandbox.charge(third, signal)).rejects.toThrow('unavailable');
    now = new Date(now.getTime() + 2_001);
    expect(await sandbox.charge(third, signal)).toMatchObject({ status: 'approved' });
  });

  test('a fee in whole minor units that is never more than the amount', async () => {
    const fees = [];
    for (const amount of [0, 1, 25, 1_999, 1_000_000_000_000]) {
      const result = await provider.charge(asked('tok_approve', amount), signal);
      fees.push(result.status === 'approved' && result.fee);
    }
    expect(fees).toEqual([0, 1, 25, 53, 14_000_000_025]);
  });

  test('a story that keeps to what it was asked first: every request counts, none changes it', async () => {
    const charge = asked();
    await Promise.all(Array.from({ length: 20 }, () => provider.charge(charge, signal)));
    expect(await charges.find(charge.key)).toMatchObject({ calls: 20, status: 'approved' });
    await expect(provider.charge({ ...charge, token: 'tok_decline' }, signal)).rejects.toThrow(ProviderRefusal);
    expect(await charges.decide(charge.key, 'canceled', new Date())).toMatchObject({ status: 'approved' });
  });
});
