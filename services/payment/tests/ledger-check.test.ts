import { newId, OrderId, PaymentId, PayoutId, UserId } from '@credenza/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkLedger, type LedgerReport } from '../src/ledger-check.store.ts';
import { checkOrder, checkPayout } from '../src/ledger-check.ts';
import { draftsOf } from '../src/order-postings.ts';
import { openPayment, paymentIdOf } from '../src/payment.ts';
import type { Payout } from '../src/payout.ts';
import { recordSale } from '../src/sale.ts';
import { command } from './command.ts';
import { type Bought, bought } from './orders.ts';
import { openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
  // One of everything.
  await sold();
  const back = await sold();
  await till.shop.deliver(back.returned(0, { amount: 500, commission: 50 }));
  await till.shop.deliver((await sold()).canceled);
  const canceled = till.order('tok_approve', [{ price: 700 }]);
  await till.shop.deliver(canceled.created);
  await till.shop.deliver(canceled.canceled);
  await till.shop.deliver(till.order('tok_decline', [{ price: 700 }]).created);
  for (const does of ['settles', 'returns', 'returns-late']) {
    const { sellerId, order } = await till.earned(1_800);
    await till.arrange(sellerId, does);
    await till.shop.deliver(order.returned(0, { amount: 10 }));
  }
  await till.approved();
  await till.bankWorks();
  const { order } = await till.earned(1_800);
  await till.shop.deliver(order.canceled); // after its share was released
}, 120_000);
afterAll(() => till?.shop.stop());

async function sold(): Promise<Bought> {
  const order = till.order('tok_approve', [
    { price: 2_000, marketDiscount: 100 },
    { price: 900, shipping: 490 },
  ]);
  await till.shop.deliver(order.created);
  await till.shop.deliver(order.paid);
  return order;
}
const check = () => checkLedger(till.shop.running.db, till.clock.now());
const found = ({ findings }: LedgerReport) => findings.map(({ what, id }) => ({ what, id }));
interface Raw {
  _id: string;
  [field: string]: unknown;
}
const raw = (name: string) => till.shop.running.db.collection<Raw>(name);
const past = { bypassDocumentValidation: true };
/** Spoils one document for a check, and puts it back. */
async function spoilt(name: string, _id: string, change: (document: Raw) => Raw | undefined): Promise<LedgerReport> {
  const before = await raw(name).findOne({ _id });
  if (!before) throw new Error(`There is no ${_id}.`);
  const after = change(structuredClone(before));
  await raw(name).deleteOne({ _id });
  if (after) await raw(name).insertOne(after, past);
  const report = await check();
  await raw(name).deleteOne({ _id });
  await raw(name).insertOne(before);
  return report;
}
/** A posting that is there only for one check. */
async function besides(posting: Partial<Raw> & { _id: string }): Promise<LedgerReport> {
  const fine = { kind: 'charge', currency: 'EUR', sellers: [], at: new Date() };
  const entries = [
    { account: 'buyer', amount: 1 },
    { account: 'provider', amount: -1 },
  ];
  await raw('ledger').insertOne({ ...fine, entries, ...posting }, past);
  const report = await check();
  await raw('ledger').deleteOne({ _id: posting._id });
  return report;
}

describe('a ledger', () => {
  test('that is as it must be has no findings, and says what it has looked at', async () => {
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(report.orders).toBe(await raw('payments').countDocuments());
    expect(report.postings).toBe(await raw('ledger').countDocuments());
    expect(report.payouts).toBe(3);
    expect(report.totals.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(report.totals.map(({ account }) => account)).toContain('sellers:available');
  });

  test('is found wrong when a posting does not sum to zero or names an account that there is not', async () => {
    const uneven = [
      { account: 'buyer', amount: 1 },
      { account: 'provider', amount: -2 },
    ];
    expect(found(await besides({ _id: 'fee:x', entries: uneven }))).toContainEqual({ what: 'unbalanced', id: 'fee:x' });
    const pocket = [
      { account: 'pocket', amount: 1 },
      { account: 'provider', amount: -1 },
    ];
    expect(found(await besides({ _id: 'fee:y', entries: pocket }))).toContainEqual({
      what: 'unknown-account',
      id: 'fee:y',
    });
  });

  test('is found wrong when a running balance is not the sum of its entries, or a shop has entries and no balance', async () => {
    const { parts } = await sold();
    const sellerId = parts[0]?.sellerId ?? newId(UserId);
    const report = await spoilt('accounts', sellerId, (one) => ({
      ...one,
      funds: { EUR: { pending: 1, available: 0 } },
    }));
    expect(report.findings).toEqual([
      { what: 'balance-differs', id: sellerId, detail: 'pending EUR is 1, its entries come to 1800' },
    ]);
    const gone = await spoilt('accounts', sellerId, () => undefined);
    expect(found(gone)).toEqual([{ what: 'balance-differs', id: `seller:${sellerId}:pending EUR` }]);
  });

  test('is found wrong when something is missing: a charge, a sale, a refund, a cancellation, the end of a payout', async () => {
    const ids = (await raw('ledger').find().toArray()).map(({ _id }) => _id);
    for (const kind of ['charge', 'sale', 'refund', 'cancellation', 'payout', 'payout-settled', 'payout-returned']) {
      const id = ids.find((one) => one.startsWith(`${kind}:`)) ?? kind;
      const report = await spoilt('ledger', id, () => undefined);
      expect(found(report)).toContainEqual({ what: 'posting-missing', id });
    }
  });

  test('is found wrong when an amount is not what was asked for', async () => {
    const ids = (await raw('ledger').find().toArray()).map(({ _id }) => _id);
    for (const kind of ['charge', 'sale', 'refund', 'payout', 'payout-settled']) {
      const id = ids.find((one) => one.startsWith(`${kind}:`)) ?? kind;
      const report = await spoilt('ledger', id, (one) => {
        const entries = one.entries as { amount: number }[];
        const moved = entries.map((entry, i) => ({ ...entry, amount: entry.amount + ([7, -7][i] ?? 0) }));
        return { ...one, entries: moved };
      });
      expect({ kind, found: found(report) }).toMatchObject({
        kind,
        found: expect.arrayContaining([{ what: 'posting-differs', id }]),
      });
    }
  });

  test('is found wrong when it has what nobody asked for', async () => {
    const order = await sold();
    for (const about of [
      { _id: 'refund:more', orderId: order.orderId, paymentId: paymentIdOf(order.orderId) },
      { _id: 'charge:nobody', orderId: newId(OrderId), paymentId: newId(PaymentId) },
      { _id: 'payout:nobody', payoutId: newId(PayoutId) },
    ])
      expect(found(await besides(about))).toEqual([{ what: 'posting-unexpected', id: about._id }]);
  });

  test('is found wrong, and looked at to its end, when a payment cannot be made sense of', async () => {
    const order = await sold();
    const report = await spoilt('payments', paymentIdOf(order.orderId), (one) => ({ ...one, sale: 'much' }));
    expect(found(report)).toEqual([{ what: 'unreadable', id: paymentIdOf(order.orderId) }]);
  });

  test('is not found wrong for what is just being written', async () => {
    await Promise.all([
      ...Array.from({ length: 20 }, sold),
      ...Array.from({ length: 5 }, async () => expect((await check()).findings).toEqual([])),
    ]);
  }, 120_000);
});

describe('the job', () => {
  const gauge = async () => /^ledger_drift\{[^}]*\} (\d+)$/m.exec((await till.shop.http.get('/metrics')).text)?.[1];

  test('posts orders from before there was a ledger, and the gauge says how it stands', async () => {
    const order = await sold();
    await till.shop.runJob('check-ledger');
    expect(await gauge()).toBe('0');
    await raw('payments').updateOne({ _id: paymentIdOf(order.orderId) }, { $unset: { booked: 1 } });
    const postings = await raw('ledger').find({ orderId: order.orderId }).toArray();
    await raw('ledger').deleteMany({ orderId: order.orderId });
    const sellers = order.parts.map(({ sellerId }): string => sellerId);
    await raw('accounts').deleteMany({ _id: { $in: sellers } });
    await till.shop.runJob('check-ledger');
    expect(await gauge()).toBe('3');
    await till.shop.runJob('keep-books');
    await till.shop.runJob('check-ledger');
    expect(await gauge()).toBe('0');
    expect(await till.shop.posted(order.orderId)).toEqual(postings.map(({ _id }) => _id).sort());
  });

  test('leaves alone what was posted once and is gone: a person has to look', async () => {
    const order = await sold();
    const id = `fee:${paymentIdOf(order.orderId)}`;
    const fee = await raw('ledger').findOne({ _id: id });
    await raw('ledger').deleteOne({ _id: id });
    await till.shop.runJob('check-ledger');
    await till.shop.runJob('keep-books');
    await till.shop.runJob('check-ledger');
    expect(await gauge()).toBe('1');
    if (fee) await raw('ledger').insertOne(fee);
  });
});

describe('npm run ledger:check', () => {
  const run = (args: string[]) => command('ledger-check', args);
  const ours = () => ['--url', till.shop.env.MONGO_URL ?? '', '--db', `${till.shop.env.DB_PREFIX}payment`];

  test('prints the accounts and ends well, or names the differences and ends with 1', async () => {
    const well = await run(ours());
    expect(well.out).toContain('The ledger is as it must be.');
    expect(well.out).toMatch(/commission +-\d+\.\d\d EUR/);
    expect(well.code).toBe(0);
    await raw('ledger').insertOne(
      {
        _id: 'charge:nobody',
        kind: 'charge',
        currency: 'EUR',
        paymentId: newId(PaymentId),
        sellers: [],
        at: new Date(),
        entries: [
          { account: 'buyer', amount: 1 },
          { account: 'provider', amount: -1 },
        ],
      },
      past,
    );
    const badly = await run(ours());
    await raw('ledger').deleteOne({ _id: 'charge:nobody' });
    expect(badly.out).toContain('posting-unexpected  charge:nobody');
    expect(badly.out).toContain('1 differences.');
    expect(badly.code).toBe(1);
  }, 120_000);

  test('says in one sentence when there is nothing to check', async () => {
    const [url, address] = ours();
    const { code, out } = await run([url ?? '', address ?? '', '--db', 'test_nothing']);
    expect(out.trim()).toBe('There are no payments in test_nothing; name another --db.');
    expect(code).toBe(1);
  }, 60_000);
});

describe('the rules', () => {
  const order = bought('tok_approve', [{ price: 1_000 }]);
  const at = new Date('2026-11-23T12:00:00Z');
  const later = new Date('2026-11-23T14:00:00Z');
  const payment = {
    ...openPayment(order.created.data, 'sandbox', at),
    _id: paymentIdOf(order.orderId),
    version: 1,
    state: 'succeeded' as const,
    settledAt: at,
  };

  test('miss a sale only when nobody has told of it for an hour', () => {
    const posted = draftsOf(payment, at).map((draft) => ({
      ...draft,
      at,
      entries: Array.isArray(draft.entries) ? draft.entries : [],
    }));
    expect(checkOrder(payment, posted, at)).toEqual([]);
    expect(checkOrder(payment, posted, later)).toMatchObject([{ what: 'sale-unknown', id: payment._id }]);
    expect(checkOrder({ ...payment, state: 'refunding' }, posted, later)).toEqual([]);
  });

  test('know a release that came too early, or without a delivery', () => {
    const [sellerId] = order.parts.map((part) => part.sellerId);
    const release = {
      _id: 'release',
      kind: 'release' as const,
      currency: 'EUR',
      sellers: sellerId ? [sellerId] : [],
      at,
      entries: [],
    };
    const delivered = (releaseAt: Date) => ({
      ...payment,
      deliveries: sellerId ? [{ sellerId, releaseAt }] : [],
      bookAt: at,
    });
    expect(checkOrder(delivered(at), [release], at)).toEqual([]);
    for (const wrong of [delivered(later), payment])
      expect(checkOrder(wrong, [release], at)).toContainEqual(
        expect.objectContaining({ what: 'posting-unexpected', id: 'release' }),
      );
  });

  test('give a posting five minutes to arrive', () => {
    const sale = recordSale(payment, order.paid.data, at)?.state;
    const sold = { ...payment, sale: sale?.sale, bookAt: sale?.bookAt };
    expect(checkOrder(sold, [], at)).toEqual([]);
    expect(checkOrder(sold, [], later).map(({ what, neverPosted }) => [what, neverPosted])).toEqual([
      ['posting-missing', payment._id],
      ['posting-missing', payment._id],
    ]);
  });

  test('know by the state of a payout what must be posted', () => {
    const payout: Payout = {
      batchId: 'bat' as never,
      sellerId: newId(UserId),
      amount: 5,
      currency: 'EUR',
      state: 'taken',
      createdAt: at,
    };
    const stored = { ...payout, _id: newId(PayoutId), version: 1 };
    expect(checkPayout(stored, [], later)).toMatchObject([{ what: 'posting-missing', id: `payout:${stored._id}` }]);
    expect(checkPayout({ ...stored, state: 'proposed' }, [], later)).toEqual([]);
    const take = {
      _id: `payout:${stored._id}`,
      kind: 'payout' as const,
      currency: 'EUR',
      sellers: [payout.sellerId],
      at,
      entries: [
        { account: `seller:${payout.sellerId}:available`, amount: 5 },
        { account: 'payout', amount: -5 },
      ],
    };
    expect(checkPayout(stored, [take], later)).toEqual([]);
    expect(checkPayout({ ...stored, amount: 6 }, [take], later)).toMatchObject([{ what: 'posting-differs' }]);
    expect(checkPayout({ ...stored, state: 'skipped' }, [take], later)).toMatchObject([{ what: 'posting-unexpected' }]);
    expect(checkPayout({ ...stored, state: 'settled', settledAt: at }, [take], later)).toMatchObject([
      { what: 'posting-missing' },
    ]);
    expect(checkPayout({ ...stored, state: 'settled', settledAt: at, nextAt: later }, [take], later)).toEqual([]);
  });
});
