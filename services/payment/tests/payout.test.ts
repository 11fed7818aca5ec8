import { newId, RefundId, sellerUpdated, UserId } from '@credenza/contracts';
import { type Running, startService } from '@credenza/service-kit';
import { eventually, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from '../src/context.ts';
import { recordTransfer } from '../src/payout.ts';
import { takeDraft } from '../src/payout-postings.ts';
import { service } from '../src/service.ts';
import { type Bought, bought } from './orders.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let replica: Running<Context>;
let admin: TestUser;
let ms = 0;
const now = () => new Date(Date.now() + ms);
const day = 24 * 3_600_000;

beforeAll(async () => {
  shop = await openShop({ now, env: { PAYOUT_MINIMUM: '1000' } });
  const env = { ...shop.env, PORT: '0', DAPR_HTTP_PORT: String(shop.sidecar.httpPort) };
  replica = await startService(service, { env, now, keys: shop.keys });
  admin = await shop.user('admin');
});
afterAll(async () => {
  await shop?.balanced();
  await replica?.stop();
  await shop?.stop();
});

const at = '/api/payments/admin';
const get = (path: string, user = admin) => shop.http.get(path).set('authorization', user.authorization);
const post = (path: string, body?: object, user = admin) =>
  shop.http.post(path).set('authorization', user.authorization).set('idempotency-key', newId(RefundId)).send(body);

/** Says what auth would say about a shop. */
async function shopIs(
  sellerId: UserId,
  about: { state?: 'active' | 'suspended' | 'closed'; payoutReady?: boolean } = {},
  version = 1,
) {
  const { state = 'active', payoutReady = true } = about;
  const facts = {
    sellerId,
    name: 'Nordlicht',
    currency: 'EUR',
    members: [{ userId: sellerId, role: 'owner' as const }],
  };
  await shop.deliver(sellerUpdated.of({ ...facts, state, payoutReady, changes: ['state'] }), { version });
}
/** A shop with so much that can be paid out. */
async function earned(available: number, about = {}): Promise<{ sellerId: UserId; order: Bought }> {
  const sellerId = newId(UserId);
  await shopIs(sellerId, about);
  const order = bought('tok_approve', [{ sellerId, price: 2_000 }], { expiresInMs: ms + day });
  await shop.deliver(order.created);
  await shop.deliver(order.paid);
  await shop.deliver(order.delivered());
  ms += 15 * day;
  await shop.runJob('keep-books');
  if (available < 1_800) await shop.deliver(order.returned(0, { amount: 1_800 - available }));
  return { sellerId, order };
}
async function proposed(): Promise<string> {
  return (await post(`${at}/payout-batches`, {}).expect(201)).body.batchId;
}
/** Lets the bank do its work. */
async function bankWorks(rounds = 2): Promise<void> {
  for (let i = 0; i < rounds; i += 1) {
    await shop.runJob('move-payouts');
    ms += 90_000;
  }
  await shop.runJob('move-payouts');
}
async function payoutOf(sellerId: UserId) {
  return (await get(`${at}/payouts?sellerId=${sellerId}`).expect(200)).body.items[0];
}
const told = async (sellerId: UserId, type: string) =>
  (await shop.running.relay.journal.find({ type, 'envelope.data.sellerId': sellerId }).lean()).map(
    ({ envelope }) => envelope,
  );
/** Every test starts without anybody to pay but those it makes. */
async function nobodyWaits(): Promise<void> {
  const open = await shop.running.context.batches.proposed('EUR');
  if (open) await post(`${at}/payout-batches/${open._id}/discard`).expect(200);
  const batch = await post(`${at}/payout-batches`, {});
  if (batch.status !== 201) return;
  await post(`${at}/payout-batches/${batch.body.batchId}/approve`).expect(200);
  await bankWorks(3);
}

describe('the dry run', () => {
  test('says who would get what, and why others would not, and moves nothing', async () => {
    const paid = await earned(1_800);
    const little = await earned(999);
    const debtor = await earned(-50);
    const suspended = await earned(1_500, { state: 'suspended' });
    const homeless = await earned(1_600, { payoutReady: false });
    const closed = await earned(1_700, { state: 'closed' });
    const young = bought('tok_approve', [{ price: 2_000 }], { expiresInMs: ms + day });
    await shop.deliver(young.created);
    await shop.deliver(young.paid);
    const { body } = await get(`${at}/payouts/plan?limit=100`).expect(200);
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
      const next: { body: { items: unknown[]; nextCursor?: string } } = await get(
        `${at}/payouts/plan?limit=2${cursor && `&cursor=${cursor}`}`,
      ).expect(200);
      pages.push(...next.body.items);
      cursor = next.body.nextCursor;
    }
    expect(pages).toEqual(body.items);
    expect(await shop.funds(paid.sellerId)).toEqual({ pending: 0, available: 1_800 });
  });
});

describe('a batch', () => {
  test('is proposed, approved, sent, settled; the shop is told, and the books say so', async () => {
    await nobodyWaits();
    const { sellerId } = await earned(1_800);
    const batchId = await proposed();
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    await post(`${at}/payout-batches`, {}).expect(409);
    await post(`${at}/payout-batches/${batchId}/approve`).expect(200);
    await shop.runJob('move-payouts');
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'sent', amount: 1_800, batchId });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
    await bankWorks();
    const payout = await payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'settled', reference: `sbb_${payout.payoutId}` });
    const { body } = await get(`${at}/ledger?payoutId=${payout.payoutId}`).expect(200);
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
    expect((await get(`${at}/payout-batches/${batchId}`).expect(200)).body).toMatchObject({
      state: 'approved',
      count: 1,
      amount: 1_800,
      createdBy: admin.userId,
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

  test('that is discarded pays nobody, and cannot be approved any more', async () => {
    await nobodyWaits();
    const { sellerId } = await earned(1_800);
    const batchId = await proposed();
    await post(`${at}/payout-batches/${batchId}/discard`).expect(200);
    await post(`${at}/payout-batches/${batchId}/approve`).expect(409);
    await bankWorks();
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'skipped', reason: 'discarded' });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    await post(`${at}/payout-batches/${await proposed()}/discard`).expect(200);
  });

  test('pays once, when it is approved by 10 clients at once and two replicas work on it', async () => {
    await nobodyWaits();
    const sellers = [];
    for (let i = 0; i < 5; i += 1) sellers.push(await earned(1_800));
    const batchId = await proposed();
    await Promise.all(Array.from({ length: 10 }, () => post(`${at}/payout-batches/${batchId}/approve`).expect(200)));
    const jobs = service.jobs.filter(({ name }) => name === 'move-payouts');
    const everywhere = () =>
      Promise.all([shop.running, replica, shop.running].flatMap(({ context }) => jobs.map((job) => job.run(context))));
    await everywhere();
    ms += 90_000;
    await everywhere();
    for (const { sellerId } of sellers) {
      const payout = await payoutOf(sellerId);
      expect(payout).toMatchObject({ state: 'settled', amount: 1_800 });
      expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
      expect(await shop.running.context.sandboxBank.find(payout.payoutId)).toMatchObject({ calls: 1, amount: 1_800 });
      await shop.published('payout.settled', ({ subject }) => subject === payout.payoutId);
      expect(await told(sellerId, 'payout.settled')).toHaveLength(1);
    }
    expect(await shop.running.audit.records.countDocuments({ act: 'payouts.approved', subject: batchId })).toBe(1);
  });

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
        strict.http.post(`${at}/payout-batches/${batchId}/approve`).set('authorization', user.authorization);
      await approve(first).expect(403);
      await approve(second).expect(200);
    } finally {
      await strict.stop();
    }
  });

  test('of nobody is none', async () => {
    await nobodyWaits();
    await post(`${at}/payout-batches`, {}).expect(409);
  });
});

describe('what has happened since the proposal', () => {
  test('makes a payout smaller, or leaves too little to pay', async () => {
    await nobodyWaits();
    const [smaller, tooLittle] = [await earned(1_800), await earned(1_800)];
    const batchId = await proposed();
    await shop.deliver(smaller.order.returned(0, { amount: 100 }));
    await shop.deliver(tooLittle.order.returned(0, { amount: 900 }));
    await post(`${at}/payout-batches/${batchId}/approve`).expect(200);
    await bankWorks();
    expect(await payoutOf(smaller.sellerId)).toMatchObject({ state: 'settled', amount: 1_700 });
    expect(await payoutOf(tooLittle.sellerId)).toMatchObject({ state: 'skipped', reason: 'below-minimum' });
    expect(await shop.funds(tooLittle.sellerId)).toEqual({ pending: 0, available: 900 });
  });

  test('keeps the money of a shop that is suspended or has no account any more, whatever order that is told in', async () => {
    await nobodyWaits();
    const [suspended, back] = [await earned(1_800), await earned(1_800)];
    const batchId = await proposed();
    await shopIs(suspended.sellerId, { state: 'suspended' }, 2);
    await shopIs(back.sellerId, {}, 3);
    await shopIs(back.sellerId, { payoutReady: false }, 2); // old news
    await post(`${at}/payout-batches/${batchId}/approve`).expect(200);
    await bankWorks();
    expect(await payoutOf(suspended.sellerId)).toMatchObject({ state: 'skipped', reason: 'suspended' });
    expect(await payoutOf(back.sellerId)).toMatchObject({ state: 'settled' });
    expect(await shop.funds(suspended.sellerId)).toEqual({ pending: 0, available: 1_800 });
  });

  test('is netted by later payouts: who owes is paid less', async () => {
    await nobodyWaits();
    const { sellerId, order } = await earned(1_800);
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    await bankWorks();
    await shop.deliver(order.returned(0, { amount: 300 }));
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: -300 });
    const next = bought('tok_approve', [{ sellerId, price: 5_000 }], { expiresInMs: ms + day });
    for (const fact of [next.created, next.paid, next.delivered()]) await shop.deliver<unknown>(fact);
    ms += 15 * day;
    await shop.runJob('keep-books');
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    await bankWorks();
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'settled', amount: 4_200 });
  });
});

describe('a bank', () => {
  const arrange = (sellerId: UserId, does: string) =>
    shop.http
      .put(`${at}/sandbox/accounts/${sellerId}`)
      .set('authorization', admin.authorization)
      .send({ does })
      .expect(204);
  async function approvedFor(does: string): Promise<UserId> {
    await nobodyWaits();
    const { sellerId } = await earned(1_800);
    await arrange(sellerId, does);
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    return sellerId;
  }

  test.each([
    ['returns', 'account_closed'],
    ['refuses', 'The bank does not know the account.'],
  ])('that %s a payout: the money is available again, and the shop is told why', async (does, reason) => {
    const sellerId = await approvedFor(does);
    await bankWorks();
    const payout = await payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'returned', reason });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    const event = await shop.published('payout.returned', ({ subject }) => subject === payout.payoutId);
    expect(event.data).toMatchObject({ sellerId, amount: 1_800, reason });
    expect(await told(sellerId, 'payout.settled')).toEqual([]);
    await arrange(sellerId, 'settles');
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    await bankWorks();
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'settled' });
  });

  test('that sends back what it had settled: an admin asks it, and the money is available again, once', async () => {
    const sellerId = await approvedFor('returns-late');
    await shop.runJob('move-payouts');
    ms += 5_000;
    await shop.runJob('move-payouts');
    const { payoutId } = await payoutOf(sellerId);
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'settled' });
    ms += 90_000;
    await Promise.all(Array.from({ length: 5 }, () => post(`${at}/payouts/${payoutId}/check`).expect(200)));
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'returned', reason: 'account_closed' });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_800 });
    const sums = (await shop.running.context.ledger.find({ payoutId })).flatMap(({ entries }) => entries);
    expect(sums.reduce((sum, { account, amount }) => (account === 'provider' ? sum + amount : sum), 0)).toBe(0);
    await eventually(async () => (await told(sellerId, 'payout.returned')).length === 1);
  });

  test('whose answers get lost is asked again and pays once', async () => {
    const sellerId = await approvedFor('loses-answers');
    await bankWorks(4);
    const payout = await payoutOf(sellerId);
    expect(payout).toMatchObject({ state: 'settled' });
    expect(await shop.running.context.sandboxBank.find(payout.payoutId)).toMatchObject({ calls: 3, amount: 1_800 });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
  });
});

describe('a crash', () => {
  test('after the decision: the job tells the payouts', async () => {
    await nobodyWaits();
    const { sellerId } = await earned(1_800);
    const batchId = await proposed();
    await shop.running.context.batches.aggregates.change(batchId, () => ({
      state: { state: 'approved', openAt: now() },
      facts: [],
    }));
    await bankWorks();
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'settled' });
    expect((await shop.running.context.batches.aggregates.get(batchId)).openAt).toBeUndefined();
  });

  test('after the ledger took the money, with the shop suspended meanwhile: it goes on, and the money is on its way once', async () => {
    await nobodyWaits();
    const { sellerId } = await earned(1_800);
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    const { payoutId } = await payoutOf(sellerId);
    const { ledger, payouts } = shop.running.context;
    await ledger.post(takeDraft(await payouts.aggregates.get(payoutId), 1_000));
    await shopIs(sellerId, { state: 'suspended' }, 2);
    await bankWorks();
    expect(await payoutOf(sellerId)).toMatchObject({ state: 'settled', amount: 1_800 });
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 0 });
  });

  test('after the bank settled it, before the ledger knows: the job posts it', async () => {
    await nobodyWaits();
    const { sellerId } = await earned(1_800);
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    await shop.runJob('move-payouts');
    const { payoutId } = await payoutOf(sellerId);
    const { payouts } = shop.running.context;
    await payouts.aggregates.change(payoutId, (one) =>
      recordTransfer(one, { status: 'settled', reference: 'r' }, now()),
    );
    expect(await shop.running.context.ledger.get(`payout-settled:${payoutId}`)).toBeUndefined();
    await bankWorks();
    expect(await shop.running.context.ledger.get(`payout-settled:${payoutId}`)).toBeDefined();
    expect((await payouts.aggregates.get(payoutId)).nextAt).toBeUndefined();
  });
});

test('50 payouts and 50 refunds of the same shops at once, in two replicas, lose and make no cent', async () => {
  await nobodyWaits();
  const shops = [];
  for (let i = 0; i < 50; i += 1) shops.push(await earned(1_800));
  await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
  const jobs = service.jobs.filter(({ name }) => name === 'move-payouts');
  const contexts = [shop.running.context, replica.context, shop.running.context];
  await Promise.all([
    ...contexts.flatMap((context) => jobs.map((job) => job.run(context))),
    ...shops.map(({ order }) => shop.deliver(order.returned(0, { amount: 300 }))),
  ]);
  await bankWorks();
  for (const { sellerId } of shops) {
    const { amount, state } = await payoutOf(sellerId);
    expect(state).toBe('settled');
    expect([1_500, 1_800]).toContain(amount);
    expect(await shop.funds(sellerId)).toEqual({ pending: 0, available: 1_500 - amount });
  }
  const totals = await shop.running.context.ledger.totals();
  expect(totals.find(({ account }) => account === 'payout')?.amount).toBe(0);
}, 60_000);

describe('a shop', () => {
  test('sees its funds, its movements in plain words and its payouts, and nobody else’s', async () => {
    await nobodyWaits();
    const { sellerId, order } = await earned(1_750);
    const stranger = await earned(1_800);
    await post(`${at}/payout-batches/${await proposed()}/approve`).expect(200);
    await bankWorks();
    const owner = await shop.user('seller', { sub: sellerId });
    const staff = await shop.user('seller', { seller: sellerId, member: 'staff' });
    for (const user of [owner, staff]) {
      expect((await get('/api/payments/balance', user).expect(200)).body).toEqual({
        sellerId,
        balances: [{ currency: 'EUR', pending: 0, available: 0 }],
      });
      const { body } = await get('/api/payments/payouts', user).expect(200);
      expect(body.items).toMatchObject([{ sellerId, amount: 1_750, state: 'settled' }]);
    }
    const lines = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const { body }: { body: { items: object[]; nextCursor?: string } } = await get(
        `/api/payments/statement?limit=2${cursor && `&cursor=${cursor}`}`,
        owner,
      ).expect(200);
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
      (await get('/api/payments/statement', other).expect(200)).body,
      (await get('/api/payments/payouts', other).expect(200)).body,
    ]);
    for (const id of [sellerId, order.orderId]) expect(text).not.toContain(id);
    for (const query of ['sellerId', 'sellers', 'cursor=zzz', 'limit=0'])
      await get(`/api/payments/statement?${query}=${sellerId}`, other).expect(400);
    expect((await get('/api/payments/balance', await shop.user('seller')).expect(200)).body.balances).toEqual([
      { currency: 'EUR', pending: 0, available: 0 },
    ]);
  });

  test('has one seller of several see only their lines of a shared order', async () => {
    const order = bought('tok_approve', [{ price: 2_000 }, { price: 7_000 }], { expiresInMs: ms + day });
    await shop.deliver(order.created);
    await shop.deliver(order.paid);
    const user = await shop.user('seller', { sub: order.parts[0]?.sellerId });
    const { body } = await get('/api/payments/statement', user).expect(200);
    expect(body.items).toMatchObject([{ pending: 1_800, orderId: order.orderId }]);
    expect(JSON.stringify(body)).not.toContain(String(order.parts[1]?.sellerId));
  });

  test('is the only one who may look, and only admins may pay', async () => {
    const people = { buyer: await shop.user('buyer'), seller: await shop.user('seller'), admin };
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
  const before = { at: { $lte: now() }, $or: [{ at: { $lt: now() } }, { _id: { $lt: 'x' } }] };
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
  const { body } = await get(`${at}/ledger/totals`).expect(200);
  expect(body.totals.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)).toBe(0);
  expect(body.totals.map(({ account }: { account: string }) => account)).toEqual(
    expect.arrayContaining(['buyer', 'provider', 'commission', 'payout', 'sellers:pending', 'sellers:available']),
  );
});
