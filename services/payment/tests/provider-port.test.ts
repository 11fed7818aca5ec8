import { testEnvironment } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { type Charge, type ChargeResult, ProviderRefusal } from '../src/provider.ts';
import { asked, refundOf, type World, worlds } from './providers/worlds.ts';

const { signal } = new AbortController();

/** Does what the durable retries do: what is not refused is asked for again until there is an answer. */
async function insist<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let times = 0; ; times += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProviderRefusal || times === 50) throw error;
    }
  }
}

describe.each(Object.entries(worlds))('%s promises', (name, open) => {
  let db: Connection;
  let world: World;
  beforeAll(async () => {
    const env = await testEnvironment();
    db = await createConnection(env.MONGO_URL ?? '', { dbName: `${env.DB_PREFIX}port_${name}` }).asPromise();
    world = await open(db);
  });
  afterAll(async () => {
    await world?.close();
    await db?.dropDatabase();
    await db?.close();
  });
  const charge = (one: Charge) => insist(() => world.provider.charge(one, signal));
  const find = (one: Charge) => insist(() => world.provider.find(one.key, signal));
  const cancel = (one: Charge) => insist(() => world.provider.cancel(one.key, signal));
  const pays = (amount?: number) => asked(world.tokens.pays, amount);
  /** A charge whose buyer has done everything. */
  async function charged(one = pays()): Promise<ChargeResult | undefined> {
    const first = await charge(one);
    if (first.status !== 'pending') return first;
    await world.buyerAgrees(one);
    return await find(one);
  }

  test('to know the tokens of its own form', () => {
    expect(Object.values(world.tokens).every((token) => world.provider.takes(token))).toBe(true);
    expect(world.provider.takes('another_token')).toBe(false);
    const others = Object.keys(worlds).filter((other) => other !== name);
    const theirs = { sandbox: 'tok_approve', stripe: 'pm_card_visa', razorpay: 'razorpay_checkout' };
    for (const [other, token] of Object.entries(theirs))
      expect(world.provider.takes(token)).toBe(!others.includes(other));
  });

  test('one charge for one key, also when it is asked 20 times at once, and again a day later', async () => {
    const one = pays();
    await Promise.all(Array.from({ length: 20 }, () => charge(one)));
    const result = await charged(one);
    expect(result).toMatchObject({ status: 'approved', reference: expect.any(String) });
    world.forgetsKeys();
    const again = await Promise.all(Array.from({ length: 20 }, () => charge(one)));
    expect(new Set([result, ...again].map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await find(one)).toEqual(result);
    expect(await world.books(one)).toEqual({ taken: 1, given: 0 });
  });

  test('that a charge which arrives after its cancellation is not made', async () => {
    const one = pays();
    expect(await cancel(one)).toEqual({ status: 'canceled' });
    expect(await charge(one)).toEqual({ status: 'canceled' });
    await world.buyerAgrees(one);
    expect(await find(one)).toEqual({ status: 'canceled' });
    await expect(world.provider.refund(refundOf(one), signal)).rejects.toThrow(ProviderRefusal);
    expect(await world.books(one)).toEqual({ taken: 0, given: 0 });
  });

  test('one story about charge, cancellation and a buyer who agrees, whoever is first', async () => {
    for (let round = 0; round < 30; round += 1) {
      const one = asked(round % 2 ? world.tokens.waits : world.tokens.pays);
      const told = await Promise.all([
        charge(one),
        world.buyerAgrees(one).then(() => find(one)),
        cancel(one),
        charge(one).then(() => world.buyerAgrees(one)),
      ]);
      await world.buyerAgrees(one);
      const now = await find(one);
      expect(['approved', 'canceled']).toContain(now?.status);
      for (const said of told) if (said && said.status !== 'pending') expect(said).toEqual(now);
      expect(await world.books(one)).toEqual({ taken: now?.status === 'approved' ? 1 : 0, given: 0 });
    }
  });

  test('to say what became of a charge that can be canceled no more', async () => {
    const one = pays();
    const result = await charged(one);
    expect(await cancel(one)).toEqual(result);
    expect(await find(one)).toEqual(result);
  });

  test('to cancel a pending charge for good, whatever the buyer does then', async () => {
    const one = asked(world.tokens.waits);
    expect(await charge(one)).toMatchObject({ status: 'pending' });
    expect(await cancel(one)).toEqual({ status: 'canceled' });
    await world.buyerAgrees(one);
    expect(await find(one)).toEqual({ status: 'canceled' });
    expect(await charge(one)).toEqual({ status: 'canceled' });
    expect(await world.books(one)).toEqual({ taken: 0, given: 0 });
  });

  test('to take what a buyer has agreed to in its form, once', async () => {
    const one = asked(world.tokens.waits);
    expect(await charge(one)).toMatchObject({ status: 'pending', reference: expect.any(String) });
    await world.buyerAgrees(one);
    const found = await Promise.all(Array.from({ length: 10 }, () => find(one)));
    expect(found.at(-1)).toMatchObject({ status: 'approved' });
    expect(await find(one)).toMatchObject({ status: 'approved' });
    expect(await world.books(one)).toEqual({ taken: 1, given: 0 });
  });

  test('that what it has declined stays declined', async () => {
    const token = world.tokens.declined;
    if (token === undefined) return; // its form lets the buyer try another card until the order expires
    const one = asked(token);
    const result = await charge(one);
    expect(result).toMatchObject({ status: 'declined', reason: expect.any(String) });
    expect(await charge(one)).toEqual(result);
    expect(await find(one)).toEqual(result);
    expect(await cancel(one)).toEqual(result);
    expect(await world.books(one)).toEqual({ taken: 0, given: 0 });
  });

  test('that looking for a charge makes none', async () => {
    const one = pays();
    expect(await find(one)).toBeUndefined();
    expect(await charged(one)).toMatchObject({ status: 'approved' });
  });

  test('refunds of parts, each once under its id, that never exceed the charge also when they race', async () => {
    const one = pays();
    await charged(one);
    const parts = Array.from({ length: 12 }, () => refundOf(one, 700));
    const outcomes = await Promise.allSettled(
      [...parts, ...parts].map((part) => insist(() => world.provider.refund(part, signal))),
    );
    expect((await world.books(one)).given).toBe(4_900);
    const names = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(new Set(names).size).toBe(7);
    expect(names.length).toBe(14);
    await expect(world.provider.refund(refundOf(one, 101), signal)).rejects.toThrow(ProviderRefusal);
    await world.provider.refund(refundOf(one, 100), signal);
    await expect(world.provider.refund(refundOf(one, 0), signal)).rejects.toThrow(ProviderRefusal);
    expect((await world.books(one)).given).toBe(5_000);
  });

  test('one refund for one key, also a day later, and none for a key that belongs to another', async () => {
    const one = pays();
    await charged(one);
    const refund = refundOf(one);
    const first = await world.provider.refund(refund, signal);
    world.forgetsKeys();
    const again = await Promise.all(
      Array.from({ length: 10 }, () => insist(() => world.provider.refund(refund, signal))),
    );
    expect(new Set([first, ...again]).size).toBe(1);
    await expect(world.provider.refund({ ...refund, amount: 1 }, signal)).rejects.toThrow(ProviderRefusal);
    await expect(world.provider.refund(refundOf(one), signal)).rejects.toThrow(ProviderRefusal);
    expect(await world.books(one)).toEqual({ taken: 1, given: 5_000 });
  });

  test('no refund where nothing was charged', async () => {
    for (const token of [world.tokens.waits, world.tokens.declined ?? world.tokens.waits]) {
      const one = asked(token);
      await charge(one);
      await expect(world.provider.refund(refundOf(one), signal)).rejects.toThrow(ProviderRefusal);
    }
    await expect(world.provider.refund(refundOf(pays()), signal)).rejects.toThrow(ProviderRefusal);
  });

  test('to refuse a key that belongs to another charge', async () => {
    const one = pays();
    await charged(one);
    for (const other of [{ amount: 4_999 }, { currency: 'USD' }])
      await expect(world.provider.charge({ ...one, ...other }, signal)).rejects.toThrow(ProviderRefusal);
  });

  test('to approve nothing for nothing', async () => {
    const one = pays(0);
    expect(await charged(one)).toMatchObject({ status: 'approved', fee: 0 });
    expect((await world.books(one)).given).toBe(0);
  });

  test('a fee in whole minor units that is never more than the amount', async () => {
    for (const amount of [100, 1_999, 1_000_000_000]) {
      const result = await charged(pays(amount));
      if (result?.status !== 'approved') throw new Error('not approved');
      expect(Number.isSafeInteger(result.fee)).toBe(true);
      expect(result.fee).toBeGreaterThan(0);
      expect(result.fee).toBeLessThanOrEqual(amount);
    }
  });

  test('one charge and one refund, whichever answer gets lost', async () => {
    if (!world.losesAnswerTo) return; // its losses are in charge.test.ts
    for (const what of ['create', 'charge'] as const) {
      const one = pays();
      world.losesAnswerTo(what);
      expect(await charged(one)).toMatchObject({ status: 'approved' });
      expect(await world.books(one)).toEqual({ taken: 1, given: 0 });
      world.losesAnswerTo('refund');
      const refund = refundOf(one, 1_000);
      await insist(() => world.provider.refund(refund, signal));
      expect(await world.books(one)).toEqual({ taken: 1, given: 1_000 });
    }
    const one = asked(world.tokens.waits);
    await charge(one);
    world.losesAnswerTo('cancel');
    expect(await cancel(one)).toEqual({ status: 'canceled' });
    await world.buyerAgrees(one);
    expect(await world.books(one)).toEqual({ taken: 0, given: 0 });
  });

  test('to know its own messages only', async () => {
    const body = Buffer.from(JSON.stringify({ id: 'x', created_at: 1 }));
    const forged = { 'sandbox-signature': 't=1,v1=00', 'stripe-signature': 't=1,v1=00', 'x-razorpay-signature': '00' };
    expect(await world.provider.verifyWebhook(body, {}, new Date())).toBeUndefined();
    expect(await world.provider.verifyWebhook(body, forged, new Date())).toBeUndefined();
  });
});
