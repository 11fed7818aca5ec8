import type { VariantId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Books, openBooks } from './books.ts';
import { catalogueOf, checklist, type Merchant, openMerchant } from './merchant.ts';
import { done } from './sending.ts';
import { address, type Person, startWorld, type World } from './world.ts';

let world: World;
let admin: Person;
let books: Books;

beforeAll(async () => {
  world = await startWorld({ FUNDS_HOLD_DAYS: '0' });
  admin = await world.admin();
  books = openBooks(world, admin);
  await done(admin, 'PUT', '/api/auth/shops/checklist', checklist);
}, 240_000);
afterAll(() => world?.stop(), 60_000);

function variantOf(shop: Merchant, handle: string): VariantId {
  const ware = shop.wares[handle];
  if (!ware) throw new Error(`${handle} was not imported`);
  return ware.variantId;
}

/** The shop's part of an order. */
async function saleOf(shop: Merchant, orderId: string): Promise<any> {
  return await eventually(async () => (await shop.get(`/api/orders/sales?orderId=${orderId}`)).body.items[0]);
}

/** Takes a part on and packs it, so that it can be sent. */
async function pack(shop: Merchant, orderId: string): Promise<any> {
  const sale = await saleOf(shop, orderId);
  await shop.does('POST', `/api/orders/sales/${sale.sellerOrderId}/accept`);
  return await shop.does('POST', `/api/orders/sales/${sale.sellerOrderId}/pack`);
}

/** Proposes to pay out what is available, looks at the plan before, approves, and waits until the bank has settled. */
async function payOut(): Promise<{ planned: any[]; batch: any }> {
  const { items } = (await admin.get('/api/payments/admin/payouts/plan')).body;
  const { batchId } = await done(admin, 'POST', '/api/payments/admin/payout-batches', {});
  await done(admin, 'POST', `/api/payments/admin/payout-batches/${batchId}/approve`);
  const batch = await eventually(async () => {
    const { body } = await admin.get(`/api/payments/admin/payout-batches/${batchId}`);
    return body.progress.every(({ state }: { state: string }) => state === 'settled') && body;
  }, 90_000);
  return { planned: items, batch };
}

test('from a first login to a clawback: three shops, a coupon, two parcels, a canceled line, a return after the payout', async () => {
  // Three shops apply, do what is asked, are let in, and bring their catalogues.
  const oak = await openMerchant(
    world,
    admin,
    catalogueOf([
      ['oak-chair', 'Oak Chair', '30.00', 20],
      ['oak-stool', 'Oak Stool', '15.00', 20],
    ]),
  );
  const wool = await openMerchant(
    world,
    admin,
    catalogueOf([
      ['wool-rug', 'Wool Rug', '80.00', 10],
      ['wool-throw', 'Wool Throw', '12.00', 10],
    ]),
  );
  const brass = await openMerchant(world, admin, catalogueOf([['brass-lamp', 'Brass Lamp', '100.00', 5]]));
  const send = (price: number) => ({
    options: [{ optionId: 'parcel', title: 'Parcel', price, minDays: 1, maxDays: 3 }],
  });
  for (const [shop, price] of [
    [oak, 490],
    [wool, 0],
    [brass, 1_000],
  ] as const)
    await shop.does('PUT', '/api/cart/shipping/options', send(price));
  const none = { pending: 0, available: 0 };
  await books.shopsHave([
    [oak, none],
    [wool, none],
    [brass, none],
  ]);

  // The marketplace pays a tenth of everything.
  const coupon = { title: 'Welcome', code: 'WELCOME10', benefit: { kind: 'percentage', basisPoints: 1_000 } };
  await done(admin, 'POST', '/api/cart/promotions', coupon);
  const buyer = await world.person('buyer');
  await done(buyer, 'PUT', '/api/cart/destination', { country: 'DE', postalCode: '10115' });
  for (const [variantId, quantity] of [
    [variantOf(oak, 'oak-chair'), 2],
    [variantOf(oak, 'oak-stool'), 1],
    [variantOf(wool, 'wool-rug'), 1],
    [variantOf(wool, 'wool-throw'), 1],
    [variantOf(brass, 'brass-lamp'), 1],
  ])
    await done(buyer, 'POST', '/api/cart/lines', { variantId, quantity });
  const cart = await done(buyer, 'POST', '/api/cart/coupons', { code: 'welcome10' });
  expect(cart.totals).toMatchObject({ items: 26_700, discount: 2_670, shipping: 1_490, total: 25_520 });

  const wish = { cartVersion: cart.version, shippingAddress: address, payment: { token: 'tok_approve' } };
  const { orderId, total } = await done(buyer, 'POST', '/api/orders', wish);
  expect(total).toBe(25_520);
  expect((await world.settled(buyer, orderId)).status).toBe('paid');
  // The coupon costs the shops nothing; the marketplace takes a tenth of their goods.
  const owed = { oak: 7_500 - 750 + 490, wool: 9_200 - 920, brass: 10_000 - 1_000 + 1_000 };
  await books.shopsHave([
    [oak, { pending: owed.oak, available: 0 }],
    [wool, { pending: owed.wool, available: 0 }],
    [brass, { pending: owed.brass, available: 0 }],
  ]);
  expect(await books.account('commission')).toBe(-2_670);
  await books.areRight();

  // The buyer sees one order; each shop sees its own part and nothing of the others.
  const sale = await saleOf(oak, orderId);
  expect(sale.lines.map(({ title }: { title: string }) => title).sort()).toEqual(['Oak Chair', 'Oak Stool']);
  expect(JSON.stringify(sale)).not.toContain(wool.userId);
  const { sellerOrders } = (await buyer.get(`/api/orders/${orderId}`)).body;
  expect(sellerOrders).toHaveLength(3);

  // One shop sends two parcels.
  const packed = await pack(oak, orderId);
  const line = (title: string) => packed.lines.find((one: { title: string }) => one.title === title).lineId;
  const at = `/api/orders/sales/${packed.sellerOrderId}`;
  const chair = [{ lineId: line('Oak Chair'), quantity: 1 }];
  await oak.does('POST', `${at}/ship`, { carrier: 'DHL', tracking: 'JD1', pieces: chair });
  const { parcels } = await oak.does('POST', `${at}/ship`, { carrier: 'DHL', tracking: 'JD2' });
  expect(parcels).toHaveLength(2);
  await oak.does('POST', `${at}/deliver`, { parcelIds: [parcels[0].parcelId] });
  await books.shopsHave([[oak, { pending: owed.oak, available: 0 }]]); // not before all has arrived
  await oak.does('POST', `${at}/deliver`, {});
  await books.shopsHave([[oak, { pending: 0, available: owed.oak }]]);

  // One cannot send a line: its money goes back, and the marketplace's share of it.
  const rugs = await saleOf(wool, orderId);
  const throws = rugs.lines.find(({ title }: { title: string }) => title === 'Wool Throw');
  const canceled = { pieces: [{ lineId: throws.lineId, quantity: 1 }], reason: 'The moths were faster.' };
  await wool.does('POST', `/api/orders/sales/${rugs.sellerOrderId}/cancel`, canceled);
  const woolLeft = 8_000 - 800;
  await books.shopsHave([[wool, { pending: woolLeft, available: 0 }]]);
  expect(await books.account('commission')).toBe(-2_670 + 120);
  await pack(wool, orderId);
  await wool.does('POST', `/api/orders/sales/${rugs.sellerOrderId}/ship`, { carrier: 'GLS' });
  await wool.does('POST', `/api/orders/sales/${rugs.sellerOrderId}/deliver`, {});
  const lamp = await pack(brass, orderId);
  await brass.does('POST', `/api/orders/sales/${lamp.sellerOrderId}/ship`, { carrier: 'UPS' });
  await done(buyer, 'POST', `/api/orders/${orderId}/confirm-delivery`, { sellerOrderId: lamp.sellerOrderId });
  await books.shopsHave([
    [oak, { pending: 0, available: owed.oak }],
    [wool, { pending: 0, available: woolLeft }],
    [brass, { pending: 0, available: owed.brass }],
  ]);
  await books.areRight();

  const { planned, batch } = await payOut();
  expect(planned.map(({ available }: { available: number }) => available).sort()).toEqual(
    [owed.oak, woolLeft, owed.brass].sort(),
  );
  expect(batch).toMatchObject({ count: 3, amount: owed.oak + woolLeft + owed.brass });
  await books.shopsHave([
    [oak, none],
    [wool, none],
    [brass, none],
  ]);
  await books.areRight();

  // The lamp comes back although its shop has its money already: the shop owes it from now on, with what sending it has cost.
  const pieces = [{ lineId: lamp.lines[0].lineId, quantity: 1 }];
  const asked = { sellerOrderId: lamp.sellerOrderId, pieces, reason: 'Too bright.' };
  const after = await done(buyer, 'POST', `/api/orders/${orderId}/returns`, asked);
  const [{ returnId }] = after.sellerOrders.find(
    ({ sellerId }: { sellerId: string }) => sellerId === brass.userId,
  ).returns;
  const returns = `/api/orders/sales/${lamp.sellerOrderId}/returns/${returnId}`;
  await brass.does('POST', `${returns}/approve`, { note: 'Send it to us.' });
  await brass.does('POST', `${returns}/receive`, { restock: true });
  await books.shopsHave([[brass, { pending: 0, available: -10_000 }]]);
  const refunded = await eventually(async () => {
    const { body } = await buyer.get(`/api/orders/${orderId}`);
    const refunds = body.sellerOrders.flatMap((part: { refunds: any[] }) => part.refunds);
    return refunds.every(({ settledAt }: { settledAt?: string }) => settledAt) && refunds;
  });
  const amounts = refunded.map(({ amount }: { amount: number }) => amount).sort();
  expect(amounts).toEqual([1_200 - 120, 10_000 - 1_000 + 1_000].sort());
  await books.areRight();

  // What the shop sells next pays its debt first.
  const again = await world.buy(buyer, variantOf(brass, 'brass-lamp'), { quantity: 2 });
  expect((await world.settled(buyer, again.body.orderId)).status).toBe('paid');
  const earned = 20_000 - 2_000 + 1_000;
  await books.shopsHave([[brass, { pending: earned, available: -10_000 }]]);
  const second = await pack(brass, again.body.orderId);
  await brass.does('POST', `/api/orders/sales/${second.sellerOrderId}/ship`, { carrier: 'UPS' });
  await brass.does('POST', `/api/orders/sales/${second.sellerOrderId}/deliver`, {});
  await books.shopsHave([[brass, { pending: 0, available: earned - 10_000 }]]);
  const last = await payOut();
  expect(last.batch).toMatchObject({ count: 1, amount: earned - 10_000 });
  await books.shopsHave([[brass, none]]);
  await books.areRight();
}, 400_000);
