import { newId, PayoutId, UserId } from '@credenza/contracts';
import { Unavailable } from '@credenza/service-kit';
import { testEnvironment } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import type { Bank } from '../src/bank.ts';
import { guardedBank } from '../src/guard.ts';
import { ProviderRefusal } from '../src/provider.ts';
import { AccountBehaviour, SandboxTransfers } from '../src/sandbox-bank.store.ts';
import { bankReturnsLateMs, bankSettlesMs, changesOf, makeSandboxBank } from '../src/sandbox-bank.ts';

let db: Connection;
let transfers: SandboxTransfers;
let bank: Bank;
let ms = 0;
beforeAll(async () => {
  const env = await testEnvironment();
  db = await createConnection(env.MONGO_URL ?? '', { dbName: `${env.DB_PREFIX}bank` }).asPromise();
  transfers = new SandboxTransfers(db);
  bank = makeSandboxBank({ transfers, now: () => new Date(Date.now() + ms) });
});
afterAll(async () => {
  await db?.dropDatabase();
  await db?.close();
});

const { signal } = new AbortController();
const transfer = (sellerId = newId(UserId)) => ({
  payoutId: newId(PayoutId),
  sellerId,
  amount: 5_000,
  currency: 'EUR',
});
async function shopWhere(does: AccountBehaviour): Promise<UserId> {
  const sellerId = newId(UserId);
  await transfers.arrange(sellerId, does);
  return sellerId;
}

describe('a bank promises', () => {
  test('one transfer for one payout, also when it is asked 20 times at once', async () => {
    const one = transfer();
    const results = await Promise.all(Array.from({ length: 20 }, () => bank.send(one, signal)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await bank.find(one.payoutId, signal)).toEqual(results[0]);
    expect(await transfers.model.countDocuments({ _id: one.payoutId })).toBe(1);
  });

  test('that looking for a transfer makes none', async () => {
    const { payoutId } = transfer();
    expect(await bank.find(payoutId, signal)).toBeUndefined();
    expect(await transfers.find(payoutId)).toBeUndefined();
  });

  test('to refuse a key that belongs to another transfer', async () => {
    const one = transfer();
    await bank.send(one, signal);
    for (const other of [
      { ...one, amount: 1 },
      { ...one, currency: 'USD' },
    ])
      await expect(bank.send(other, signal)).rejects.toThrow(ProviderRefusal);
  });

  test('that a refusal leaves nothing behind, and the next payout goes when the account is right', async () => {
    const sellerId = await shopWhere('refuses');
    const refused = transfer(sellerId);
    await expect(bank.send(refused, signal)).rejects.toThrow(ProviderRefusal);
    expect(await bank.find(refused.payoutId, signal)).toBeUndefined();
    await transfers.arrange(sellerId, 'settles');
    expect(await bank.send(transfer(sellerId), signal)).toMatchObject({ status: 'sent' });
  });

  test('that what was arranged later changes no transfer that is under way', async () => {
    const sellerId = await shopWhere('settles');
    const one = transfer(sellerId);
    await bank.send(one, signal);
    await transfers.arrange(sellerId, 'returns');
    ms += bankSettlesMs;
    expect(await bank.find(one.payoutId, signal)).toMatchObject({ status: 'settled' });
    await transfers.arrange(sellerId, 'refuses');
    expect(await bank.send(one, signal)).toMatchObject({ status: 'settled' });
  });

  test.each([
    ['settles', ['sent', 'settled', 'settled']],
    ['returns', ['sent', 'returned', 'returned']],
    ['returns-late', ['sent', 'settled', 'returned']],
  ] as const)('%s: at first, a second later and a minute later it says %j', async (does, said) => {
    const one = transfer(await shopWhere(does));
    await bank.send(one, signal);
    const heard = [await bank.find(one.payoutId, signal)];
    ms += bankSettlesMs;
    heard.push(await bank.find(one.payoutId, signal));
    ms += bankReturnsLateMs;
    heard.push(await bank.find(one.payoutId, signal));
    expect(heard.map((result) => result?.status)).toEqual(said);
  });

  test('that lost answers are not lost transfers', async () => {
    const one = transfer(await shopWhere('loses-answers'));
    for (let i = 0; i < 2; i += 1) await expect(bank.send(one, signal)).rejects.toThrow('got lost');
    expect(await bank.send(one, signal)).toMatchObject({ reference: `sbb_${one.payoutId}` });
    expect(await transfers.find(one.payoutId)).toMatchObject({ calls: 3 });
  });

  test('a history that only goes forward, whatever it does', () => {
    for (const does of AccountBehaviour.options) {
      const about = { ...transfer(), _id: newId(PayoutId), reference: 'r', does, calls: 1, createdAt: new Date(0) };
      const changes = changesOf(about);
      const times = changes.map(({ at }) => at.getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(changes[0]).toMatchObject({ status: 'sent' });
      expect(changes.at(-1)?.status).not.toBe('sent');
    }
  });
});

describe('the line to a bank', () => {
  const patience = { timeoutMs: 50, failures: 3, restMs: 60_000 };

  test('that is broken or silent means "later", and after some failures nobody is asked', async () => {
    let asked = 0;
    const broken = guardedBank(
      {
        name: 'broken',
        async send(_transfer, gone) {
          asked += 1;
          return await new Promise((_, reject) =>
            gone.addEventListener('abort', () => reject(gone.reason), { once: true }),
          );
        },
        async find() {
          asked += 1;
          throw new Error('the line is dead');
        },
      },
      patience,
    );
    await expect(broken.send(transfer())).rejects.toThrow(Unavailable);
    for (let i = 0; i < 5; i += 1) await expect(broken.find('pyo')).rejects.toThrow('The bank broken does not answer.');
    expect(asked).toBe(3);
  });

  test('passes a refusal on, which says nothing against the line', async () => {
    const strict = guardedBank(
      {
        name: 'strict',
        async send() {
          throw new ProviderRefusal('no');
        },
        async find() {
          return undefined;
        },
      },
      patience,
    );
    for (let i = 0; i < 5; i += 1) await expect(strict.send(transfer())).rejects.toThrow(ProviderRefusal);
    expect(await strict.find('pyo')).toBeUndefined();
  });
});
