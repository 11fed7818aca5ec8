import {
  Currency,
  dashboardChanged,
  envelope,
  newId,
  OrderId,
  orderAccepted,
  SellerOrderId,
  sellerUpdated,
  UserId,
} from '@credenza/contracts';
import { Aggregates } from '@credenza/service-kit';
import { eventually, type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnection } from 'mongoose';
import { onOrderAccepted } from '../src/consumers/on-order-accepted.ts';
import type { Context } from '../src/context.ts';
import { Pulses } from '../src/pulse.store.ts';
import { service } from '../src/service.ts';

let kit: Harness<Context>;
let clock = Date.parse('2026-06-01T00:00:00Z');

beforeAll(async () => {
  kit = await startForTest(service, { now: () => new Date(clock) });
});
afterAll(() => kit?.stop());

const currency = Currency.parse('EUR');
const accepted = (sellerId: UserId) =>
  orderAccepted.of({
    orderId: newId(OrderId),
    sellerOrderId: newId(SellerOrderId),
    sellerId,
    sellerName: 'Lund Oak Works',
    buyerId: newId(UserId),
    currency,
  });
const pulsesOf = async (sellerId: UserId) => {
  const found = await kit.running.relay.journal.find({ type: 'dashboard.changed', subject: sellerId }).lean();
  return found.map(({ envelope }) => dashboardChanged.schema.parse(envelope.data)).sort((a, b) => a.seq - b.seq);
};
const about = () => ({ source: 'order', version: 2, time: new Date(clock) });

test('a burst of events is told once, and once more a second later; everybody who works for the shop is named', async () => {
  const [sellerId, staff] = [newId(UserId), newId(UserId)];
  const members = [
    { userId: sellerId, role: 'owner' as const },
    { userId: staff, role: 'staff' as const },
  ];
  const shop = { sellerId, state: 'active' as const, name: 'Lund Oak Works', currency, members, payoutReady: true };
  await kit.deliver(sellerUpdated.of({ ...shop, changes: ['members'] }));
  await kit.published('dashboard.changed', ({ subject }) => subject === sellerId);
  for (let n = 0; n < 10; n += 1) await kit.deliver(accepted(sellerId));
  // A shop that has rested is told of at once, after all that was gathered before: the first shop was passed over meanwhile.
  const other = newId(UserId);
  await kit.deliver(accepted(other));
  await kit.published('dashboard.changed', ({ subject }) => subject === other);
  expect(await pulsesOf(sellerId)).toEqual([{ sellerId, seq: 1, members: [sellerId, staff] }]);
  clock += 1_000;
  await eventually(async () => (await pulsesOf(sellerId)).length === 2);
  expect(await pulsesOf(sellerId)).toEqual([
    { sellerId, seq: 1, members: [sellerId, staff] },
    { sellerId, seq: 2, members: [sellerId, staff] },
  ]);
});

test('an event that says nothing new moves no figures', async () => {
  const sellerId = newId(UserId);
  const { event } = await kit.deliver(accepted(sellerId));
  const { model } = kit.running.context;
  expect(await model.take(onOrderAccepted.entries(event))).toEqual(new Set());
  const fresh = envelope(accepted(sellerId), about());
  expect(await model.take(onOrderAccepted.entries(fresh))).toEqual(new Set([sellerId]));
});

test('replicas that see the figures of one shop move tell it once between them', async () => {
  const { relay, db } = kit.running;
  const now = () => new Date(clock);
  const connections = await Promise.all(
    [1, 2].map(() => createConnection(kit.env.MONGO_URL ?? '', { dbName: db.name }).asPromise()),
  );
  const replicas = connections.map(
    (own) =>
      new Pulses({
        db: own,
        now,
        aggregates: (model, noun) => new Aggregates(model, { noun, service: 'seller-dashboard', relay, now }),
      }),
  );
  const sellerId = newId(UserId);
  for (const seq of [1, 2, 3]) {
    const told = await Promise.all(Array.from({ length: 10 }, (_, n) => replicas[n % 2]?.beat(sellerId, [sellerId])));
    expect(told.filter((one) => one === true)).toHaveLength(1);
    const known = await eventually(async () => {
      const found = await pulsesOf(sellerId);
      return found.length >= seq && found;
    });
    expect(known.map((pulse) => pulse.seq)).toEqual([1, 2, 3].slice(0, seq));
    clock += 1_000;
  }
  for (const own of connections) await own.close();
});
