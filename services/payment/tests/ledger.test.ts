import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Envelope, newId, orderPaid, RefundId, UserId } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Context } from '../src/context.ts';
import { draftsOf } from '../src/order-postings.ts';
import { paymentIdOf } from '../src/payment.ts';
import { recordSale } from '../src/sale.ts';
import { service } from '../src/service.ts';
import { type Bought, bought, type Taken } from './orders.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let replica: Running<Context>;
let days = 0;
const now = () => new Date(Date.now() + days * 24 * 3_600_000);

beforeAll(async () => {
  // Nothing here is about answers that come late, and a busy machine must not look like a provider that is away.
  shop = await openShop({ now, env: { PAYMENT_TIMEOUT_MS: '20000' } });
  const env = { ...shop.env, PORT: '0', DAPR_HTTP_PORT: String(shop.sidecar.httpPort) };
  replica = await startService(service, { env, now, keys: shop.keys });
});
afterAll(async () => {
  await shop?.balanced();
  await replica?.stop();
  await shop?.stop();
});

const order = (...taken: Taken[]) => bought('tok_approve', taken, { expiresInMs: (days + 1) * 24 * 3_600_000 });
async function paid(...taken: Taken[]): Promise<Bought> {
  const one = order(...taken);
  await shop.deliver(one.created);
  await shop.deliver(one.paid);
  return one;
}
const sellerOf = (one: Bought, index = 0) => one.parts[index]?.sellerId ?? newId(UserId);
const pending = (sellerId: UserId) => `seller:${sellerId}:pending`;
const available = (sellerId: UserId) => `seller:${sellerId}:available`;
/** Lets the days pass until the shares that were delivered by now can be paid out. */
async function holdIsOver(): Promise<void> {
  days += 15;
  await shop.runJob('keep-books');
}
/** Everything about a shop's money has been told, in the order in which it happened. */
async function told(sellerId: UserId, events: number): Promise<Envelope[]> {
  const left = () => shop.running.relay.journal.find({ type: 'balance.updated', subject: sellerId }).lean();
  await eventually(async () => (await left()).length >= events);
  return (await left()).map(({ envelope }) => envelope).sort((a, b) => a.aggregateversion - b.aggregateversion);
}

describe('an order is posted', () => {
  test('when it is charged: the money and the provider’s fee', async () => {
    const one = order({ price: 10_000 });
    await shop.deliver(one.created);
    const paymentId = paymentIdOf(one.orderId);
    expect(await shop.posted(one.orderId)).toEqual([`charge:${paymentId}`, `fee:${paymentId}`]);
    expect(await shop.sums(one.orderId)).toEqual({ buyer: -10_000, provider: 10_000 - 165, marketplace: 165 });
    expect((await shop.payment(one.orderId)).bookAt).toBeUndefined();
  });

  test('when it is paid: the parts of its shops and of the marketplace are the whole, and the shops are told', async () => {
    const one = await paid(
      { price: 2_000, quantity: 3, shopDiscount: 500, shipping: 490 },
      { price: 9_999, marketDiscount: 1_111, shipping: 0, marketShipping: 300 },
    );
    const [first, second] = [sellerOf(one, 0), sellerOf(one, 1)];
    const sums = await shop.sums(one.orderId);
    expect(sums).toEqual({
      provider: one.total - 233,
      [pending(first)]: -(5_500 + 490 - 550),
      [pending(second)]: -(9_999 + 300 - 999),
      commission: -(550 + 999),
      marketplace: 233 + 1_111 + 300,
    });
    expect(await shop.funds(first)).toEqual({ pending: 5_440, available: 0 });
    const [event] = await told(second, 1);
    expect(event?.data).toEqual({
      sellerId: second,
      currency: 'EUR',
      pending: 9_300,
      available: 0,
      cause: 'sale',
      subject: one.orderId,
    });
  });

  test('from its lines when it is from before there were seller orders', async () => {
    const sellerId = newId(UserId);
    const one = order({ price: 2_000, sellerId }, { price: 3_000 }, { price: 500, sellerId });
    await shop.deliver(one.created);
    const { sellerOrders: _, ...old } = one.paid.data;
    const lines = old.lines.map(({ discounts: __, ...line }) => line);
    await shop.deliver(orderPaid.of({ ...old, lines }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 2_250, available: 0 });
    expect(await shop.funds(sellerOf(one, 1))).toEqual({ pending: 2_700, available: 0 });
    expect((await shop.sums(one.orderId)).buyer).toBeUndefined();
  });

  test('not when its parts are not the whole: it waits for a person', async () => {
    const one = order({ price: 2_000 });
    await shop.deliver(one.created);
    const [sellerOrder] = one.paid.data.sellerOrders ?? [];
    const wrong = { ...one.paid.data, sellerOrders: sellerOrder ? [{ ...sellerOrder, total: 1_999 }] : [] };
    const { event } = await shop.deliver(orderPaid.of(wrong));
    expect(await shop.running.inbox.deliveries.findById(event.id).lean()).toMatchObject({ status: 'dead' });
    await shop.deliver(one.paid);
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 1_800, available: 0 });
  });

  test('once, when the same and other events about it come 30 times at once to two replicas', async () => {
    const one = order({ price: 4_000 }, { price: 6_000 });
    await shop.deliver(one.created);
    const { event } = await shop.deliver(one.paid);
    const there = (url: string) =>
      supertest(url)
        .post('/events/order.paid')
        .set('dapr-api-token', shop.appToken)
        .set('content-type', 'application/cloudevents+json')
        .send(JSON.stringify(event));
    await Promise.all([
      ...Array.from({ length: 10 }, () => shop.deliver(one.paid)),
      ...Array.from({ length: 10 }, () => there(replica.url)),
      ...Array.from({ length: 10 }, () => shop.deliver(one.created)),
    ]);
    expect(await shop.posted(one.orderId)).toHaveLength(3);
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 3_600, available: 0 });
    expect(await told(sellerOf(one), 1)).toHaveLength(1);
  });
});

describe('in whatever order it is told', () => {
  const permutations = <Item>(items: Item[]): Item[][] =>
    items.length < 2
      ? [items]
      : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

  test('an order that is reduced, delivered and partly returned ends with the same sums', async () => {
    for (const way of permutations(['paid', 'reduced', 'delivered', 'returned'] as const)) {
      const one = order({ price: 5_000, quantity: 2, marketDiscount: 1_000 }, { price: 700 });
      await shop.deliver(one.created);
      for (const step of way) {
        if (step === 'paid') await shop.deliver(one.paid);
        if (step === 'reduced')
          await shop.deliver(one.reduced(0, { amount: 4_500, commission: 500, marketDiscount: 500 }));
        if (step === 'delivered') await shop.deliver(one.delivered(0));
        if (step === 'returned')
          await shop.deliver(one.returned(0, { amount: 900, commission: 100, marketDiscount: 100 }));
      }
      expect({ way, funds: await shop.funds(sellerOf(one)) }).toEqual({ way, funds: { pending: 3_600, available: 0 } });
      const sums = await shop.sums(one.orderId);
      expect(sums).toMatchObject({ [pending(sellerOf(one))]: -3_600, commission: -470 });
      expect(sums.buyer).toBeUndefined();
      expect((await shop.payment(one.orderId)).bookAt?.getTime()).toBeGreaterThan(now().getTime());
    }
  }, 120_000);

  test('an order that is canceled leaves nothing but the provider’s fee', async () => {
    for (const way of permutations(['paid', 'reduced', 'canceled'] as const)) {
      const one = order({ price: 5_000, quantity: 2, marketDiscount: 1_000 }, { price: 700 });
      await shop.deliver(one.created);
      for (const step of way) {
        if (step === 'paid') await shop.deliver(one.paid);
        if (step === 'reduced')
          await shop.deliver(one.reduced(0, { amount: 4_500, commission: 500, marketDiscount: 500 }));
        if (step === 'canceled') await shop.deliver(one.canceled);
      }
      expect({ way, sums: await shop.sums(one.orderId) }).toEqual({ way, sums: { marketplace: 161, provider: -161 } });
      expect(await shop.funds(sellerOf(one))).toEqual({ pending: 0, available: 0 });
    }
  }, 120_000);

  test('a charge for an order that is canceled before it is paid comes and goes', async () => {
    const one = order({ price: 1_000 });
    await shop.deliver(one.created);
    await shop.deliver(one.canceled);
    expect(await shop.sums(one.orderId)).toEqual({ marketplace: 39, provider: -39 });
  });
});

describe('a crash', () => {
  const { model } = { model: () => shop.running.context.payments.aggregates.model };

  test('between the payment and the ledger is made up for by the job', async () => {
    const one = order({ price: 1_000 });
    await shop.deliver(one.created);
    await shop.running.context.payments.aggregates.change(paymentIdOf(one.orderId), (payment) =>
      recordSale(payment, one.paid.data, now()),
    );
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 0, available: 0 });
    await shop.runJob('keep-books');
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 0, available: 0 }); // still somebody's turn
    days += 1;
    await shop.runJob('keep-books');
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 900, available: 0 });
    expect((await shop.payment(one.orderId)).bookAt).toBeUndefined();
  });

  test('between the ledger and the note of it posts nothing twice', async () => {
    const one = await paid({ price: 1_000 });
    const before = await shop.posted(one.orderId);
    await model().updateOne({ _id: paymentIdOf(one.orderId) }, { $unset: { booked: 1 }, $set: { bookAt: now() } });
    days += 1;
    await Promise.all([
      shop.runJob('keep-books'),
      ...service.jobs.filter(({ name }) => name === 'keep-books').map((job) => job.run(replica.context)),
    ]);
    expect(await shop.posted(one.orderId)).toEqual(before);
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 900, available: 0 });
  });
});

describe('a share becomes available', () => {
  test('so many days after everything has arrived, without what went back meanwhile', async () => {
    const one = await paid({ price: 10_000 }, { price: 2_000 });
    const [first, second] = [sellerOf(one, 0), sellerOf(one, 1)];
    await shop.deliver(one.delivered(0, false));
    await holdIsOver();
    expect(await shop.funds(first)).toEqual({ pending: 9_000, available: 0 }); // a parcel is still on its way
    await shop.deliver(one.delivered(0));
    await shop.deliver(one.returned(0, { amount: 1_000, commission: 100 }));
    days += 13;
    await shop.runJob('keep-books');
    expect(await shop.funds(first)).toEqual({ pending: 8_100, available: 0 });
    days += 2;
    await shop.runJob('keep-books');
    expect(await shop.funds(first)).toEqual({ pending: 0, available: 8_100 });
    expect(await shop.funds(second)).toEqual({ pending: 1_800, available: 0 });
    expect((await told(first, 3)).map(({ data }) => data)).toMatchObject([
      { cause: 'sale', pending: 9_000, available: 0 },
      { cause: 'refund', pending: 8_100, available: 0 },
      { cause: 'released', pending: 0, available: 8_100, subject: one.orderId },
    ]);
    await holdIsOver();
    expect(await shop.funds(first)).toEqual({ pending: 0, available: 8_100 });
  });

  test('not when everything went back before', async () => {
    const one = await paid({ price: 1_000 });
    await shop.deliver(one.delivered());
    await shop.deliver(one.returned(0, { amount: 1_000, commission: 100 }));
    await holdIsOver();
    expect(await shop.funds(sellerOf(one))).toEqual({ pending: 0, available: 0 });
    expect((await shop.payment(one.orderId)).bookAt).toBeUndefined();
  });
});

describe('money is taken back from a shop', () => {
  test('from what is held for the order, then from what is available, then from what is held for others, then as a debt', async () => {
    const sellerId = newId(UserId);
    const old = await paid({ sellerId, price: 10_000 });
    await shop.deliver(old.delivered());
    await holdIsOver();
    const [young, other] = [await paid({ sellerId, price: 1_000 }), await paid({ sellerId, price: 2_000 })];
    expect(await shop.funds(sellerId)).toEqual({ pending: 2_700, available: 9_000 });
    await shop.deliver(young.reduced(0, { amount: 100, commission: 0 }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 2_600, available: 9_000 });
    await shop.deliver(old.returned(0, { amount: 8_000, commission: 800 }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 2_600, available: 1_800 });
    await paidOut(sellerId, 1_000);
    await shop.deliver(old.returned(0, { amount: 1_500, commission: 150 }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 2_050, available: 0 });
    // What was taken for another order is not there when the shares become available; nothing stays behind.
    for (const one of [young, other]) await shop.deliver(one.delivered());
    await holdIsOver();
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 2_050 });
    await paidOut(sellerId, 2_050);
    await shop.deliver(other.returned(0, { amount: 500, commission: 50 }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: -450 });
    const next = await paid({ sellerId, price: 1_000 });
    await shop.deliver(next.delivered());
    await holdIsOver();
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 450 });
  });

  test('when a whole order goes back after its shares were released', async () => {
    const one = await paid({ price: 1_000 }, { price: 3_000 });
    await shop.deliver(one.delivered(1));
    await holdIsOver();
    await shop.deliver(one.canceled);
    for (const index of [0, 1]) expect(await shop.funds(sellerOf(one, index))).toEqual({ pending: 0, available: 0 });
    await shop.deliver(one.delivered(0));
    await holdIsOver();
    expect(await shop.posted(one.orderId)).not.toContain(`release:${one.orderId}:${sellerOf(one, 0)}`);
  });
});

test('50 sales, refunds and releases of one shop at once, in two replicas, come out to the cent', async () => {
  const sellerId = newId(UserId);
  const orders = Array.from({ length: 50 }, (_, i) => order({ sellerId, price: 1_000 + i }));
  await Promise.all(orders.map((one) => shop.deliver(one.created)));
  const ids = orders.map(() => newId(RefundId));
  const everywhere = async (fact: Parameters<Shop['deliver']>[0]) => {
    const { event } = await shop.deliver(fact);
    await supertest(replica.url)
      .post(`/events/${event.type}`)
      .set('dapr-api-token', shop.appToken)
      .set('content-type', 'application/cloudevents+json')
      .send(JSON.stringify(event));
  };
  await Promise.all(
    orders.flatMap((one, i) => [
      everywhere(one.paid),
      everywhere(one.reduced(0, { refundId: ids[i], amount: 100, commission: 10 })),
      everywhere(one.delivered()),
    ]),
  );
  const share = orders.reduce((sum, one) => sum + (one.parts[0]?.share ?? 0) - 90, 0);
  await eventually(async () => (await shop.funds(sellerId)).pending === share);
  await holdIsOver();
  expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: share });
  const versions = (await told(sellerId, 150)).map(({ aggregateversion }) => aggregateversion);
  expect(new Set(versions).size).toBe(150);
}, 60_000);

describe('the ledger only grows', () => {
  const source = resolve(import.meta.dirname, '../src');
  const files = globSync('**/*.ts', { cwd: source }).map((file) => ({
    file,
    text: readFileSync(resolve(source, file), 'utf8'),
  }));

  test('no code but its store and its check can reach the collection, and they can only insert and read', () => {
    const speakers = files.filter(({ text }) => /['"`]ledger['"`]|model<Posting>/.test(text));
    expect(speakers.map(({ file }) => file).sort()).toEqual(['ledger-check.store.ts', 'ledger.store.ts']);
    for (const { text } of speakers) {
      const calls = [...text.matchAll(/(?:#model|ledgerOf\(db\))\s*\.(\w+)/g)].map(([, call = '']) => call);
      const known = new Set(['find', 'findById', 'insertMany', 'aggregate', 'countDocuments', 'db']);
      expect(calls.filter((call) => !known.has(call))).toEqual([]);
      const changing =
        /\.(update(One|Many)|findOneAnd\w+|findByIdAnd\w+|delete(One|Many)|replaceOne|bulkWrite|save|remove\w*|drop\w*)\(/;
      expect(changing.exec(text)).toBeNull();
    }
  });

  test('the database refuses what does not sum to zero, moves parts of cents or names no account', async () => {
    const raw = shop.running.db.collection<Record<string, unknown> & { _id: string }>('ledger');
    const fine = { kind: 'charge', currency: 'EUR', sellers: [], at: new Date() };
    const wrong = [
      [
        { account: 'buyer', amount: 1 },
        { account: 'provider', amount: -2 },
      ],
      [
        { account: 'buyer', amount: 0.5 },
        { account: 'provider', amount: -0.5 },
      ],
      [
        { account: 'pocket', amount: 1 },
        { account: 'provider', amount: -1 },
      ],
      [{ account: 'buyer', amount: 0 }],
    ];
    for (const [i, entries] of wrong.entries())
      await expect(raw.insertOne({ _id: `wrong:${i}`, ...fine, entries })).rejects.toThrow('validation');
  });

  test('drafts that were posted are not drafted again', async () => {
    const one = await paid({ price: 1_000 });
    expect(draftsOf(await shop.payment(one.orderId), now())).toEqual([]);
  });
});

/** As a payout does, for what these tests need of it. */
async function paidOut(sellerId: UserId, amount: number): Promise<void> {
  await shop.running.context.ledger.post({
    _id: `payout:test-${newId(RefundId)}`,
    kind: 'payout',
    currency: 'EUR',
    sellers: [sellerId],
    entries: [
      { account: available(sellerId), amount },
      { account: 'payout', amount: -amount },
    ],
  });
}
