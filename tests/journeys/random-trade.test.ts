import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Books, openBooks } from './books.ts';
import { catalogueOf, checklist, type Merchant, openMerchant } from './merchant.ts';
import { done } from './sending.ts';
import { type Answer, address, type Person, startWorld, type World } from './world.ts';

/** Things that buyers, shops and admins do; each says whom it concerns by numbers, which always find somebody. */
const steps = [
  'accept',
  'pack',
  'ship some',
  'ship the rest',
  'deliver',
  'cancel a piece as shop',
  'cancel a piece as buyer',
  'ask to return',
  'approve',
  'decline',
  'receive',
  'open a dispute',
  'refund a dispute',
  'dismiss a dispute',
  'pay out',
] as const;
/** It ends an order, so it must not come early every time. */
const heavy = 'cancel the order';
const Step = fc.record({
  what: fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...steps) }, { weight: 1, arbitrary: fc.constant(heavy) }),
  /** Whether to go on to the next step that can be done now; otherwise it is tried as it is. */
  fitting: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  order: fc.nat(2),
  part: fc.nat(2),
  line: fc.nat(1),
});
type Step = typeof Step extends fc.Arbitrary<infer One> ? One : never;
const Basket = fc.record({
  lines: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 }),
  quantity: fc.integer({ min: 1, max: 3 }),
  coupon: fc.boolean(),
});
const runs = Number(process.env.TRADE_RUNS ?? 20);
const stock = 500;

let world: World;
let admin: Person;
let books: Books;
let shops: Merchant[];
let wares: { variantId: string; productId: string }[];

beforeAll(async () => {
  world = await startWorld({ FUNDS_HOLD_DAYS: '0', PAYOUT_MINIMUM: '1' });
  admin = await world.admin();
  books = openBooks(world, admin);
  await done(admin, 'PUT', '/api/auth/shops/checklist', checklist);
  await done(admin, 'POST', '/api/cart/promotions', {
    title: 'Spring',
    code: 'SPRING',
    benefit: { kind: 'percentage', basisPoints: 733 },
  });
  shops = [];
  for (const name of ['oak', 'wool', 'brass']) {
    const catalogue = catalogueOf([
      [`${name}-one`, `${name} one`, '19.99', stock],
      [`${name}-two`, `${name} two`, '7.03', stock],
    ]);
    shops.push(await openMerchant(world, admin, catalogue));
  }
  wares = shops.flatMap(({ wares: own }) => Object.values(own));
  await shops[0]?.does('POST', '/api/cart/promotions', {
    title: 'Two of ours',
    benefit: { kind: 'buy-x-get-y', buy: 2, get: 1 },
  });
}, 300_000);
afterAll(() => world?.stop(), 60_000);

interface Placed {
  buyer: Person;
  orderId: string;
}

async function buy({
  lines,
  quantity,
  coupon,
}: {
  lines: number[];
  quantity: number;
  coupon: boolean;
}): Promise<Placed> {
  const buyer = await world.person('buyer');
  for (const index of lines)
    await done(buyer, 'POST', '/api/cart/lines', { variantId: wares[index]?.variantId, quantity });
  if (coupon) await done(buyer, 'POST', '/api/cart/coupons', { code: 'SPRING' });
  const { version: cartVersion } = (await buyer.get('/api/cart')).body;
  const wish = { cartVersion, shippingAddress: address, payment: { token: 'tok_approve' } };
  const { orderId } = await done(buyer, 'POST', '/api/orders', wish);
  expect((await world.settled(buyer, orderId)).status).toBe('paid');
  return { buyer, orderId };
}

/** How often something was done and not refused. */
const did = new Map<string, number>();

/** Does a step, or the first after it that the state of things allows; to be refused is fine. */
async function take(step: Step, orders: Placed[]): Promise<void> {
  const placed = orders[step.order % orders.length];
  if (!placed) return;
  const from = step.what === heavy ? -1 : steps.indexOf(step.what);
  const length = async () => (await placed.buyer.get(`/api/orders/${placed.orderId}`)).body.timeline.length;
  const before = await length();
  const hasChanged = async () => (await length()) > before; // what is done already is no news
  const candidates = step.fitting && from >= 0 ? [...steps.slice(from), ...steps.slice(0, from)] : [step.what];
  for (const what of candidates) {
    const answer = await attempt({ ...step, what }, placed);
    if (answer && answer.status >= 300) expect({ what, answer }).toMatchObject({ answer: { status: 409 } });
    if (!answer || answer.status >= 300 || (what !== 'pay out' && !(await hasChanged()))) continue;
    did.set(what, (did.get(what) ?? 0) + 1);
    return;
  }
}

/** Asks for a step. */
async function attempt(step: Step, { buyer, orderId }: Placed): Promise<Answer | undefined> {
  const order = (await buyer.get(`/api/orders/${orderId}`)).body;
  const part = order.sellerOrders[step.part % order.sellerOrders.length];
  const { sellerOrderId, returns, disputes, refunds } = part;
  const shop = shopOf(part.sellerId);
  const lines = order.lines.filter(({ sellerId }: { sellerId: string }) => sellerId === part.sellerId);
  const pieces = [{ lineId: lines[step.line % lines.length].lineId, quantity: 1 }];
  const send = async (who: Person, path: string, body: unknown = {}): Promise<Answer> =>
    await who.send('POST', path, body, { 'idempotency-key': crypto.randomUUID() });
  const sale = `/api/orders/sales/${sellerOrderId}`;
  const mine = `/api/orders/${orderId}`;
  const open = (state: string) => returns.find((one: { state: string }) => one.state === state)?.returnId;
  const disputed = disputes.find(({ state }: { state: string }) => state === 'open')?.disputeId;
  const left = part.total - refunds.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
  const doing: Record<Step['what'], () => Promise<Answer | undefined>> = {
    accept: () => send(shop, `${sale}/accept`),
    pack: () => send(shop, `${sale}/pack`),
    'ship some': () => send(shop, `${sale}/ship`, { carrier: 'DHL', pieces }),
    'ship the rest': () => send(shop, `${sale}/ship`, { carrier: 'DHL' }),
    deliver: () => send(shop, `${sale}/deliver`),
    'cancel a piece as shop': () => send(shop, `${sale}/cancel`, { pieces, reason: 'It broke.' }),
    'cancel a piece as buyer': () => send(buyer, `${mine}/cancel-lines`, { pieces }),
    'cancel the order': () => send(buyer, `${mine}/cancel`),
    'ask to return': () => send(buyer, `${mine}/returns`, { sellerOrderId, pieces, reason: 'Too small.' }),
    approve: async () => open('requested') && (await send(shop, `${sale}/returns/${open('requested')}/approve`)),
    decline: async () =>
      open('requested') && (await send(shop, `${sale}/returns/${open('requested')}/decline`, { note: 'Worn.' })),
    receive: async () =>
      open('approved') && (await send(shop, `${sale}/returns/${open('approved')}/receive`, { restock: true })),
    'open a dispute': () => send(buyer, `${mine}/disputes`, { sellerOrderId, reason: 'Where is it?' }),
    'refund a dispute': async () =>
      disputed &&
      (await send(admin, `/api/orders/admin/disputes/${disputed}/resolve`, {
        outcome: 'refunded',
        amount: Math.max(1, Math.floor(left / 2)),
        note: 'Lost.',
      })),
    'dismiss a dispute': async () =>
      disputed &&
      (await send(admin, `/api/orders/admin/disputes/${disputed}/resolve`, { outcome: 'dismissed', note: 'Arrived.' })),
    'pay out': payOut,
  };
  return await doing[step.what]();
}

async function payOut(): Promise<Answer | undefined> {
  const key = { 'idempotency-key': crypto.randomUUID() };
  const batch = await admin.send('POST', '/api/payments/admin/payout-batches', {}, key);
  if (batch.status !== 201) return batch;
  return await admin.send('POST', `/api/payments/admin/payout-batches/${batch.body.batchId}/approve`);
}

function shopOf(sellerId: string): Merchant {
  const shop = shops.find(({ userId }) => userId === sellerId);
  if (!shop) throw new Error(`${sellerId} has no shop`);
  return shop;
}

/** What is gone of each variant and what each shop has earned, as the orders say it. */
async function told(all: Placed[]) {
  const gone = new Map<string, number>();
  const earned = new Map(shops.map(({ userId }) => [userId as string, 0]));
  for (const { buyer, orderId } of all) {
    const { status, refund, lines, sellerOrders } = (await buyer.get(`/api/orders/${orderId}`)).body;
    if (status === 'canceled') expect({ orderId, refund }).toEqual({ orderId, refund: 'done' });
    if (status === 'canceled') continue;
    for (const { variantId, quantity } of lines) gone.set(variantId, (gone.get(variantId) ?? 0) + quantity);
    for (const { sellerId, sellerOrderId, cancellations, returns } of sellerOrders) {
      const back = [...cancellations, ...returns.filter(({ state }: { state: string }) => state === 'received')];
      for (const { lineId, quantity } of back.flatMap(({ pieces }) => pieces)) {
        const { variantId } = lines.find((one: { lineId: string }) => one.lineId === lineId);
        gone.set(variantId, (gone.get(variantId) ?? 0) - quantity);
      }
      const { takings, refunds } = (await shopOf(sellerId).get(`/api/orders/sales/${sellerOrderId}`)).body;
      const kept = refunds.reduce((sum: number, one: { shop: number }) => sum - one.shop, takings.shop);
      for (const { settledAt } of refunds) expect(settledAt).toBeDefined();
      earned.set(sellerId, (earned.get(sellerId) ?? 0) + kept);
    }
  }
  return { gone, earned };
}

/** What a shop has, on its bank's account too. */
async function has(shop: Merchant): Promise<number> {
  const { items } = (await shop.get('/api/payments/payouts?limit=100')).body;
  const states = new Set(items.map(({ state }: { state: string }) => state));
  for (const still of ['approved', 'sent']) expect(states).not.toContain(still);
  const settled = items.filter(({ state }: { state: string }) => state === 'settled');
  const { pending, available } = await books.funds(shop);
  return settled.reduce((sum: number, { amount }: { amount: number }) => sum + amount, pending + available);
}

async function expectSound(all: Placed[]): Promise<void> {
  await eventually(async () => {
    const { gone, earned } = await told(all);
    for (const { variantId, productId } of wares) {
      const { variants } = (await world.call('GET', `/api/products/${productId}`)).body;
      expect({ variantId, left: variants[0].available }).toEqual({
        variantId,
        left: stock - (gone.get(variantId) ?? 0),
      });
    }
    for (const shop of shops)
      expect({ shop: shop.userId, has: await has(shop) }).toEqual({ shop: shop.userId, has: earned.get(shop.userId) });
    return true;
  }, 60_000);
  await books.areRight();
}

test('whatever buyers, shops and admins do to orders of three shops, stock and money stay right', async () => {
  const all: Placed[] = [];
  const Run = fc.record({
    baskets: fc.array(Basket, { minLength: 1, maxLength: 3 }),
    steps: fc.array(Step, { minLength: 8, maxLength: 30, size: 'max' }),
  });
  await fc.assert(
    fc.asyncProperty(Run, async ({ baskets, steps: taken }) => {
      const orders = await Promise.all(baskets.map(buy));
      all.push(...orders);
      for (const step of taken) await take(step, orders);
      await expectSound(all);
    }),
    // What has happened stays: a shrunk run would begin in another world.
    { numRuns: runs, endOnFailure: true },
  );
  expect(did.size).toBeGreaterThan(steps.length / 2); // not all of it was refused
}, 900_000);
