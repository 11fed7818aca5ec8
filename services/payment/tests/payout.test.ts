import { newId, UserId } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { recordTransfer } from '../src/payout.ts';
import { takeDraft } from '../src/payout-postings.ts';
import { service } from '../src/service.ts';
import { openShop, type Shop } from './shop.ts';
import { adminPath, openTill, type Till } from './till.ts';

let till: Till;
let shop: Shop;
let replica: Running<Context>;

beforeAll(async () => {
  till = await openTill({ PAYOUT_MINIMUM: '1000' });
  shop = till.shop;
  const env = { ...shop.env, PORT: '0', DAPR_HTTP_PORT: String(shop.sidecar.httpPort) };
  replica = await startService(service, { env, now: till.clock.now, keys: shop.keys });
});
afterAll(async () => {
  await shop?.balanced();
  await replica?.stop();
  await shop?.stop();
});

const told = async (sellerId: UserId, type: string) =>
  (await shop.running.relay.journal.find({ type, 'envelope.data.sellerId': sellerId }).lean()).map(
    ({ envelope }) => envelope,
  );

describe('the dry run', () => {
  test('says who would get what, and why others would not, and moves nothing', async () => {
    const paid = await till.earned(1_800);
    const little = await till.earned(999);
    const debtor = await till.earned(-50);
    const suspended = await till.earned(1_500, { state: 'suspended' });
    const homeless = await till.earned(1_600, { payoutReady: false });
    const closed = await till.earned(1_700, { state: 'closed' });
    const young = till.order('tok_approve', [{ price: 2_000 }]);
    await shop.deliver(young.created);
    await shop.deliver(young.paid);
    const { body } = await till.get(`${adminPath}/payouts/plan?limit=100`).expect(200);
    const row = (sellerId?: UserId) => body.items.find((one: { sellerId: string }) => one.sellerId === sellerId);
    expect(row(paid.sellerId)).toEqual({
      sellerId: paid.sellerId,
      name: 'Nordlicht',
      amount: 1_800,
      pending: 0,
      available: 1_800,
    });
    expect(row(little.sellerId)).toMatchObject({ amount: 0, stays: 'below-minimum' });
    expect(row(debtor.sellerId)).toMatchObject({ amount: 0, available: -50, stays: 'negative' });
    expect(row(suspended.sellerId)).toMatchObject({ stays: 'suspended' });
    expect(row(homeless.sellerId)).toMatchObject({ stays: 'no-payout-account' });
    expect(row(closed.sellerId)).toMatchObject({ amount: 1_700 }); // what was sold is paid, also when the shop has closed
    expect(row(young.parts[0]?.sellerId)).toMatchObject({ pending: 1_800, stays: 'nothing-available' });
    expect(body.pays).toEqual({ count: 2, amount: 3_500 });
    expect(body.stays).toContainEqual({ why: 'negative', count: 1, amount: -50 });
    const pages = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const next: { body: { items: unknown[]; nextCursor?: string } } = await till
        .get(`${adminPath}/payouts/plan?limit=2${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      pages.push(...next.body.items);
      cursor = next.body.nextCursor;
    }
    expect(pages).toEqual(body.items);
    expect(await shop.funds(paid.sellerId)).toEqual({ pending: 0, available: 1_800 });
  }, 120_000);
});

describe('a batch', () => {
  test('is proposed, approved, sent, settled; the shop is told, and the books say so', async () => {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    const batchId = await till.proposed();
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    await till.post(`${adminPath}/payout-batches`, {}).expect(409);
    await till.post(`${adminPath}/payout-batches/${batchId}/approve`).expect(200);
    await shop.runJob('move-payouts');
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'sent', amount: 1_800, batchId });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
    await till.bankWorks();
    const payout = await till.payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'settled', reference: `sbb_${payout.payoutId}` });
    const { body } = await till.get(`${adminPath}/ledger?payoutId=${payout.payoutId}`).expect(200);
    expect(body.items.map(({ entries }: { entries: unknown }) => entries)).toEqual([
      [
        { account: 'payout', amount: 1_800 },
        { account: 'provider', amount: -1_800 },
      ],
      [
        { account: `seller:${sellerId}:available`, amount: 1_800 },
        { account: 'payout', amount: -1_800 },
      ],
    ]);
    const event = await shop.published('payout.settled', ({ subject }) => subject === payout.payoutId);
    expect(event.data).toEqual({
      payoutId: payout.payoutId,
      batchId,
      sellerId,
      amount: 1_800,
      currency: 'EUR',
      reference: payout.reference,
    });
    expect((await till.get(`${adminPath}/payout-batches/${batchId}`).expect(200)).body).toMatchObject({
      state: 'approved',
      count: 1,
      amount: 1_800,
      createdBy: till.admin.userId,
      progress: [{ state: 'settled', count: 1, amount: 1_800 }],
    });
    const acts = (
      await shop.running.audit.records
        .find({ subject: { $in: [batchId, payout.payoutId] } })
        .sort({ _id: 1 })
        .lean()
    ).map(({ act }) => act);
    expect(acts).toEqual(['payouts.proposed', 'payouts.approved', 'payout.taken', 'payout.sent', 'payout.settled']);
  });

  test('is neither proposed, approved nor paid before the audit log says so, and each step is there once', async () => {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    const { db } = shop.running.db;
    const refuse = (validator: Record<string, unknown>) => db?.command({ collMod: 'audit', validator });
    const refused = { nobody: { $exists: true } };
    await refuse(refused);
    await till.post(`${adminPath}/payout-batches`, {}).expect(500);
    expect(await shop.running.context.batches.proposed('EUR')).toBeUndefined();
    await refuse({});
    const batchId = await till.proposed();
    const approve = () => till.post(`${adminPath}/payout-batches/${batchId}/approve`);
    await refuse(refused);
    await approve().expect(500);
    expect((await till.get(`${adminPath}/payout-batches/${batchId}`).expect(200)).body.state).toBe('proposed');
    await refuse({});
    await approve().expect(200);
    await approve().expect(200);
    await till.bankWorks();
    const payout = await till.payoutOf(sellerId);
    expect(payout.state).toBe('settled');
    const entries = await shop.running.audit.records
      .find({ subject: { $in: [batchId, payout.payoutId] } })
      .sort({ _id: 1 })
      .lean();
    expect(entries.map(({ act, actor }) => [act, actor])).toEqual([
      ['payouts.proposed', till.admin.userId],
      ['payouts.approved', till.admin.userId],
      ['payout.taken', 'system'],
      ['payout.sent', 'provider'],
      ['payout.settled', 'provider'],
    ]);
  }, 60_000);

  test('that is discarded pays nobody, and cannot be approved any more', async () => {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    const batchId = await till.proposed();
    await till.post(`${adminPath}/payout-batches/${batchId}/discard`).expect(200);
    await till.post(`${adminPath}/payout-batches/${batchId}/approve`).expect(409);
    await till.bankWorks();
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'skipped', reason: 'discarded' });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    await till.post(`${adminPath}/payout-batches/${await till.proposed()}/discard`).expect(200);
  });

  test('is proposed once, when 10 clients propose it at once', async () => {
    const { sellerId } = await till.earned(1_800);
    const answers = await Promise.all(Array.from({ length: 10 }, () => till.post(`${adminPath}/payout-batches`, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    const { items } = (await till.get(`${adminPath}/payouts?sellerId=${sellerId}`).expect(200)).body;
    expect(items).toMatchObject([{ state: 'proposed', amount: 1_800 }]);
    await till.nobodyWaits();
  });

  test('pays once, when it is approved by 10 clients at once and two replicas work on it', async () => {
    await till.nobodyWaits();
    const sellers = [];
    for (let i = 0; i < 5; i += 1) sellers.push(await till.earned(1_800));
    const batchId = await till.proposed();
    await Promise.all(
      Array.from({ length: 10 }, () => till.post(`${adminPath}/payout-batches/${batchId}/approve`).expect(200)),
    );
    const jobs = service.jobs.filter(({ name }) => name === 'move-payouts');
    const everywhere = () =>
      Promise.all([shop.running, replica, shop.running].flatMap(({ context }) => jobs.map((job) => job.run(context))));
    await everywhere();
    till.clock.ms += 90_000;
    await everywhere();
    for (const { sellerId } of sellers) {
      const payout = await till.payoutOf(sellerId);
      expect(payout).toMatchObject({ state: 'settled', amount: 1_800 });
      expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
      expect(await shop.running.context.sandboxBank.find(payout.payoutId)).toMatchObject({ calls: 1, amount: 1_800 });
      await shop.published('payout.settled', ({ subject }) => subject === payout.payoutId);
      expect(await told(sellerId, 'payout.settled')).toHaveLength(1);
    }
    expect(await shop.running.audit.records.countDocuments({ act: 'payouts.approved', subject: batchId })).toBe(1);
  }, 120_000);

  test('needs another admin where four eyes are asked for', async () => {
    const strict = await openShop({ env: { PAYOUT_APPROVAL: 'other' } });
    try {
      const [first, second] = [await strict.user('admin'), await strict.user('admin')];
      const batch = {
        currency: 'EUR',
        state: 'proposed' as const,
        count: 1,
        amount: 1,
        createdBy: first.userId,
        createdAt: new Date(),
      };
      const batchId = 'bat_01j9zq6v8xe3tbd5wqmg8d2r4c';
      await strict.running.context.batches.aggregates.create(batchId, batch);
      const approve = (user: TestUser) =>
        strict.http.post(`${adminPath}/payout-batches/${batchId}/approve`).set('authorization', user.authorization);
      await approve(first).expect(403);
      await approve(second).expect(200);
    } finally {
      await strict.stop();
    }
  });

  test('of nobody is none', async () => {
    await till.nobodyWaits();
    await till.post(`${adminPath}/payout-batches`, {}).expect(409);
  });
});

describe('what has happened since the proposal', () => {
  test('makes a payout smaller, or leaves too little to pay', async () => {
    await till.nobodyWaits();
    const [smaller, tooLittle] = [await till.earned(1_800), await till.earned(1_800)];
    const batchId = await till.proposed();
    await shop.deliver(smaller.order.returned(0, { amount: 100 }));
    await shop.deliver(tooLittle.order.returned(0, { amount: 900 }));
    await till.post(`${adminPath}/payout-batches/${batchId}/approve`).expect(200);
    await till.bankWorks();
    expect(await till.payoutOf(smaller.sellerId)).toMatchObject({ state: 'settled', amount: 1_700 });
    expect(await till.payoutOf(tooLittle.sellerId)).toMatchObject({ state: 'skipped', reason: 'below-minimum' });
    expect(await shop.funds(tooLittle.sellerId)).toEqual({ pending: 0, available: 900 });
  });

  test('keeps the money of a shop that is suspended or has no account any more, whatever order that is told in', async () => {
    await till.nobodyWaits();
    const [suspended, back] = [await till.earned(1_800), await till.earned(1_800)];
    const batchId = await till.proposed();
    await till.shopIs(suspended.sellerId, { state: 'suspended' }, 2);
    await till.shopIs(back.sellerId, {}, 3);
    await till.shopIs(back.sellerId, { payoutReady: false }, 2); // old news
    await till.post(`${adminPath}/payout-batches/${batchId}/approve`).expect(200);
    await till.bankWorks();
    expect(await till.payoutOf(suspended.sellerId)).toMatchObject({ state: 'skipped', reason: 'suspended' });
    expect(await till.payoutOf(back.sellerId)).toMatchObject({ state: 'settled' });
    expect(await shop.funds(suspended.sellerId)).toEqual({ pending: 0, available: 1_800 });
  });

  test('is netted by later payouts: who owes is paid less', async () => {
    await till.nobodyWaits();
    const { sellerId, order } = await till.earned(1_800);
    await till.approved();
    await till.bankWorks();
    await shop.deliver(order.returned(0, { amount: 300 }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: -300 });
    const next = till.order('tok_approve', [{ sellerId, price: 5_000 }]);
    for (const fact of [next.created, next.paid, next.delivered()]) await shop.deliver<unknown>(fact);
    await till.holdIsOver();
    await till.approved();
    await till.bankWorks();
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'settled', amount: 4_200 });
  });
});

describe('a bank', () => {
  async function approvedFor(does: string): Promise<UserId> {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    await till.arrange(sellerId, does);
    await till.approved();
    return sellerId;
  }

  test.each([
    ['returns', 'account_closed'],
    ['refuses', 'The bank does not know the account.'],
  ])('that %s a payout: the money is available again, and the shop is told why', async (does, reason) => {
    const sellerId = await approvedFor(does);
    await till.bankWorks();
    const payout = await till.payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'returned', reason });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    const event = await shop.published('payout.returned', ({ subject }) => subject === payout.payoutId);
    expect(event.data).toMatchObject({ sellerId, amount: 1_800, reason });
    expect(await told(sellerId, 'payout.settled')).toEqual([]);
    await till.arrange(sellerId, 'settles');
    await till.approved();
    await till.bankWorks();
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'settled' });
  });

  test('that sends back what it had settled: an admin asks it, and the money is available again, once', async () => {
    const sellerId = await approvedFor('returns-late');
    await shop.runJob('move-payouts');
    till.clock.ms += 5_000;
    await shop.runJob('move-payouts');
    const { payoutId } = await till.payoutOf(sellerId);
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'settled' });
    till.clock.ms += 90_000;
    await Promise.all(Array.from({ length: 5 }, () => till.post(`${adminPath}/payouts/${payoutId}/check`).expect(200)));
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'returned', reason: 'account_closed' });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    const sums = (await shop.running.context.ledger.find({ payoutId })).flatMap(({ entries }) => entries);
    expect(sums.reduce((sum, { account, amount }) => (account === 'provider' ? sum + amount : sum), 0)).toBe(0);
    await eventually(async () => (await told(sellerId, 'payout.returned')).length === 1);
  });

  test('whose answers get lost is asked again and pays once', async () => {
    const sellerId = await approvedFor('loses-answers');
    await till.bankWorks(4);
    const payout = await till.payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'settled' });
    expect(await shop.running.context.sandboxBank.find(payout.payoutId)).toMatchObject({ calls: 3, amount: 1_800 });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
  });
});

describe('a crash', () => {
  test('after the decision: the job tells the payouts', async () => {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    const batchId = await till.proposed();
    await shop.running.context.batches.aggregates.change(batchId, () => ({
      state: { state: 'approved', openAt: till.clock.now() },
      facts: [],
    }));
    await till.bankWorks();
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'settled' });
    expect((await shop.running.context.batches.aggregates.get(batchId)).openAt).toBeUndefined();
  });

  test('after the ledger took the money, with the shop suspended meanwhile: it goes on, and the money is on its way once', async () => {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    await till.approved();
    const { payoutId } = await till.payoutOf(sellerId);
    const { ledger, payouts } = shop.running.context;
    await ledger.post(takeDraft(await payouts.aggregates.get(payoutId), 1_000));
    await till.shopIs(sellerId, { state: 'suspended' }, 2);
    await till.bankWorks();
    expect(await till.payoutOf(sellerId)).toMatchObject({ state: 'settled', amount: 1_800 });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
  });

  test('after the bank settled it, before the ledger knows: the job posts it', async () => {
    await till.nobodyWaits();
    const { sellerId } = await till.earned(1_800);
    await till.approved();
    await shop.runJob('move-payouts');
    const { payoutId } = await till.payoutOf(sellerId);
    const { payouts } = shop.running.context;
    await payouts.aggregates.change(payoutId, (one) =>
      recordTransfer(one, { status: 'settled', reference: 'r' }, till.clock.now()),
    );
    expect(await shop.running.context.ledger.get(`payout-settled:${payoutId}`)).toBeUndefined();
    await till.bankWorks();
    expect(await shop.running.context.ledger.get(`payout-settled:${payoutId}`)).toBeDefined();
    expect((await payouts.aggregates.get(payoutId)).nextAt).toBeUndefined();
  });
});

test('50 payouts and 50 refunds of the same shops at once, in two replicas, lose and make no cent', async () => {
  await till.nobodyWaits();
  const shops = [];
  for (let i = 0; i < 50; i += 1) shops.push(await till.earned(1_800));
  await till.approved();
  const jobs = service.jobs.filter(({ name }) => name === 'move-payouts');
  const contexts = [shop.running.context, replica.context, shop.running.context];
  await Promise.all([
    ...contexts.flatMap((context) => jobs.map((job) => job.run(context))),
    ...shops.map(({ order }) => shop.deliver(order.returned(0, { amount: 300 }))),
  ]);
  await till.bankWorks();
  for (const { sellerId } of shops) {
    const { amount, state } = await till.payoutOf(sellerId);
    expect(state).toBe('settled');
    expect([1_500, 1_800]).toContain(amount);
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_500 - amount });
  }
  const totals = await shop.running.context.ledger.totals();
  expect(totals.find(({ account }) => account === 'payout')?.amount).toBe(0);
}, 60_000);

describe('a shop', () => {
  test('sees its funds, its movements in plain words and its payouts, and nobody else’s', async () => {
    await till.nobodyWaits();
    const { sellerId, order } = await till.earned(1_750);
    const stranger = await till.earned(1_800);
    await till.approved();
    await till.bankWorks();
    const owner = await shop.user('seller', { sub: sellerId });
    const staff = await shop.user('seller', { seller: sellerId, member: 'staff' });
    for (const user of [owner, staff]) {
      expect((await till.get('/api/payments/balance', user).expect(200)).body).toEqual({
        sellerId,
        balances: [{ currency: 'EUR', pending: 0, available: 0 }],
      });
      const { body } = await till.get('/api/payments/payouts', user).expect(200);
      expect(body.items).toMatchObject([{ sellerId, amount: 1_750, state: 'settled' }]);
    }
    const lines = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body }: { body: { items: object[]; nextCursor?: string } } = await till
        .get(`/api/payments/statement?limit=2${cursor && `&cursor=${cursor}`}`, owner)
        .expect(200);
      lines.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(lines).toMatchObject([
      { text: 'Paid out to your account', pending: 0, available: -1_750 },
      { text: 'Refunded to the buyer', pending: 0, available: -50, orderId: order.orderId },
      { text: 'Free to be paid out', pending: -1_800, available: 1_800 },
      { text: 'Sold; held until it is delivered and can no longer come back', pending: 1_800, available: 0 },
    ]);
    const other = await shop.user('seller', { sub: stranger.sellerId });
    const text = JSON.stringify([
      (await till.get('/api/payments/statement', other).expect(200)).body,
      (await till.get('/api/payments/payouts', other).expect(200)).body,
    ]);
    for (const id of [sellerId, order.orderId]) expect(text).not.toContain(id);
    for (const query of ['sellerId', 'sellers', 'cursor=zzz', 'limit=0'])
      await till.get(`/api/payments/statement?${query}=${sellerId}`, other).expect(400);
    expect((await till.get('/api/payments/balance', await shop.user('seller')).expect(200)).body.balances).toEqual([
      { currency: 'EUR', pending: 0, available: 0 },
    ]);
  });

  test('has one seller of several see only their lines of a shared order', async () => {
    const order = till.order('tok_approve', [{ price: 2_000 }, { price: 7_000 }]);
    await shop.deliver(order.created);
    await shop.deliver(order.paid);
    const user = await shop.user('seller', { sub: order.parts[0]?.sellerId });
    const { body } = await till.get('/api/payments/statement', user).expect(200);
    expect(body.items).toMatchObject([{ pending: 1_800, orderId: order.orderId }]);
    expect(JSON.stringify(body)).not.toContain(String(order.parts[1]?.sellerId));
  });

  test('is the only one who may look, and only admins may pay', async () => {
    const people = { buyer: await shop.user('buyer'), seller: await shop.user('seller'), admin: till.admin };
    const routes = service.routes.filter(
      ({ path, role }) => role !== 'public' && /balance|statement|payout|ledger|sandbox/.test(path),
    );
    expect(routes.length).toBeGreaterThan(10);
    for (const { method, path, role } of routes) {
      const url = path.replaceAll(/:\w+/g, 'x');
      expect({ url, status: (await shop.http[method](url)).status }).toEqual({ url, status: 401 });
      for (const [name, user] of Object.entries(people)) {
        if (name === role) continue;
        const { status } = await shop.http[method](url).set('authorization', user.authorization);
        expect({ url, name, status }).toEqual({ url, name, status: 403 });
      }
    }
  });
});

test('statements and payouts are read by an index, however long they are', async () => {
  const collection = (name: string) => shop.running.db.collection<{ _id: string }>(name);
  const before = { at: { $lte: till.clock.now() }, $or: [{ at: { $lt: till.clock.now() } }, { _id: { $lt: 'x' } }] };
  const plans = [
    collection('ledger')
      .find({ sellers: newId(UserId), ...before })
      .sort({ at: -1, _id: -1 }),
    collection('ledger').find(before).sort({ at: -1, _id: -1 }),
    collection('ledger').find({ orderId: 'ord' }),
    collection('payouts')
      .find({ sellerId: 'usr', state: { $in: ['settled'] } })
      .sort({ _id: -1 }),
  ];
  for (const query of plans) {
    const plan = JSON.stringify((await query.explain('queryPlanner')).queryPlanner.winningPlan);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toMatch(/"SORT"|COLLSCAN/);
  }
});

test('an admin sees the trial balance, which sums to zero', async () => {
  const { body } = await till.get(`${adminPath}/ledger/totals`).expect(200);
  expect(body.totals.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBe(0);
  expect(body.totals.map(({ account }: { account: string }) => account)).toEqual(
    expect.arrayContaining(['buyer', 'provider', 'commission', 'payout', 'sellers:pending', 'sellers:available']),
  );
});
