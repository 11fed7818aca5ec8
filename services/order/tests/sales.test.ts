import { newId, OrderId, ParcelId, PaymentId, RefundId, refundSettled, SellerOrderId } from '@credenza/contracts';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freshKey, type Market, openMarket, type Sale, staffOf } from './market.ts';
import { sampleOrder } from './samples.ts';

let market: Market;

beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market?.stop());

const path = ({ sellerOrderId }: Sale) => `/api/orders/sales/${sellerOrderId}`;
const journaled = (type: string, subject: string) => market.running.relay.journal.countDocuments({ type, subject });

describe('what a shop sees', () => {
  test('is its own lines and what is needed to send them; nothing of other shops, nothing of the payment', async () => {
    const sale = await market.sale();
    const { body, headers } = await market.get(market.seller, path(sale)).expect(200);
    expect(body).toMatchObject({
      orderId: sale.orderId,
      state: 'new',
      total: 16_000,
      takings: { amount: 16_000, shop: 14_400, commission: 1_600, marketDiscount: 0 },
      shippingAddress: { name: 'Ada', city: 'Berlin' },
      lines: [{ title: 'Lamp' }, { title: 'Chair' }],
    });
    expect(Date.parse(body.shipBy) - Date.parse(body.paidAt)).toBe(3 * 86_400_000);
    expect(headers.etag).toBe('"1"');
    const { paymentId, buyerId, lines } = await market.stored(sale.orderId);
    const text = JSON.stringify(body);
    for (const secret of [paymentId, buyerId, lines[2]?.sellerId, lines[2]?.lineId, 'Rug', '26000'])
      expect(text).not.toContain(secret);
  });

  test('has a timeline of its own part and of the whole order, without what other shops do', async () => {
    const sale = await market.sale();
    const other = (await market.stored(sale.orderId)).sellerOrders[1];
    const [theirs, reason] = [`/api/orders/sales/${other?.sellerOrderId}`, 'The loom is broken.'];
    await market.post(market.admin, `${theirs}/cancel`, { reason }).expect(200);
    await market.fulfil(sale, 'accept');
    const { body } = await market.get(market.seller, path(sale)).expect(200);
    expect(body.timeline.map((one: { what: string }) => one.what)).toEqual(['created', 'paid', 'accepted']);
    const seen = await market.get(market.buyer, `/api/orders/${sale.orderId}`).expect(200);
    expect(seen.body.timeline).toMatchObject([{}, {}, { what: 'reduced', detail: `1 × Rug: ${reason}` }, {}]);
  });

  test('is the same for its staff and for an admin, and does not exist for another shop', async () => {
    const sale = await market.sale();
    const staff = await staffOf(market, market.seller.userId);
    await market.get(staff, path(sale)).expect(200);
    await market.post(staff, `${path(sale)}/accept`).expect(200);
    await market.get(market.admin, path(sale)).expect(200);
    await market.get(await market.user('seller'), path(sale)).expect(404);
    await market.get(market.seller, `/api/orders/sales/${newId(SellerOrderId)}`).expect(404);
  });

  test('begins with the payment: before it there is nothing to do', async () => {
    const { orderId, state } = sampleOrder(new Date());
    const [part] = state.sellerOrders;
    if (!part) throw new Error('no part');
    const own = { ...part, sellerId: market.seller.userId };
    await market.running.context.orders.create(orderId, { ...state, sellerOrders: [own] });
    await market.get(market.seller, `/api/orders/sales/${part.sellerOrderId}`).expect(404);
    await market.post(market.seller, `/api/orders/sales/${part.sellerOrderId}/accept`).expect(404);
    const { body } = await market.get(market.seller, `/api/orders/sales?orderId=${orderId}`).expect(200);
    expect(body.items).toEqual([]);
  });
});

describe('the list of sales', () => {
  test('has every paid order of the shop once, newest or oldest first, page by page, by state and by deadline', async () => {
    const other = await openSeller();
    const sales: Sale[] = [];
    for (let count = 0; count < 5; count += 1) sales.push(await other.sale());
    const [, accepted] = sales;
    if (!accepted) throw new Error('no sales');
    await market.post(other.seller, `${path(accepted)}/accept`).expect(200);
    const pages = async (query: string) => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await market
          .get(other.seller, `/api/orders/sales?limit=2&${query}${cursor && `&cursor=${cursor}`}`)
          .expect(200);
        seen.push(...body.items.map((one: { orderId: string }) => one.orderId));
        cursor = body.nextCursor ?? '';
      } while (cursor);
      return seen;
    };
    const ids = sales.map(({ orderId }) => String(orderId)).sort();
    expect(await pages('order=oldest')).toEqual(ids);
    expect(await pages('')).toEqual(ids.toReversed());
    expect(await pages('state=accepted')).toEqual([accepted.orderId]);
    expect(await pages(`orderId=${ids[3]}`)).toEqual([ids[3]]);
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    expect(await pages(`order=oldest&dueBefore=${inDays(4)}`)).toEqual(ids);
    expect(await pages(`dueBefore=${inDays(2)}`)).toEqual([]);
    expect(await pages('state=shipped')).toEqual([]);
  });

  async function openSeller() {
    const seller = await market.user('seller');
    return {
      seller,
      async sale() {
        const sale = await market.sale();
        const order = await market.stored(sale.orderId);
        const own = <Of extends { sellerId: string }>(one: Of) =>
          one.sellerId === market.seller.userId ? { ...one, sellerId: seller.userId } : one;
        await market.running.context.orders.change(sale.orderId, () => ({
          state: { lines: order.lines.map(own), sellerOrders: order.sellerOrders.map(own) },
          facts: [],
        }));
        return sale;
      },
    };
  }
});

describe('fulfilling', () => {
  test('goes from accepted over packed and two parcels to delivered, and the buyer sees all of it', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'ship', [{ lineId: sale.lamp, quantity: 2 }]);
    await market.published('order.shipped', (one) => one.subject === sale.orderId);
    const second = { carrier: 'UPS', tracking: '1Z 999' };
    const { body } = await market.post(market.seller, `${path(sale)}/ship`, second).expect(200);
    expect(body).toMatchObject({ state: 'shipped', parcels: [{ carrier: 'DHL' }, { tracking: '1Z 999' }] });
    expect(body.shipBy).toBeUndefined();
    const confirm = { sellerOrderId: sale.sellerOrderId, parcelIds: [body.parcels[0].parcelId] };
    const half = await market.post(market.buyer, `/api/orders/${sale.orderId}/confirm-delivery`, confirm).expect(200);
    expect(half.body.fulfilment).toBe('partly-delivered');
    await market.post(market.seller, `${path(sale)}/deliver`, {}).expect(200);
    const seen = await market.get(market.buyer, `/api/orders/${sale.orderId}`).expect(200);
    expect(seen.body.sellerOrders).toMatchObject([{ state: 'delivered' }, { state: 'new' }]);
    expect(seen.body.timeline.map((one: { what: string }) => one.what)).toEqual([
      'created',
      'paid',
      'accepted',
      'packed',
      'shipped',
      'shipped',
      'delivered',
      'delivered',
    ]);
    expect(JSON.stringify(seen.body)).not.toMatch(/commission|somebody|key-/);
    await eventually(async () => (await journaled('order.delivered', sale.orderId)) === 2);
    await eventually(async () => (await journaled('order.shipped', sale.orderId)) === 2);
  });

  test('a parcel is sent once, however often its command comes, even when the answer was lost and forgotten', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'pack');
    const key = { 'idempotency-key': freshKey() };
    const one = { carrier: 'DHL', pieces: [{ lineId: sale.lamp, quantity: 1 }] };
    const send = () => market.post(market.seller, `${path(sale)}/ship`, one, key);
    const answers = await Promise.all([send(), send(), send(), send()]);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    await market.running.db.collection('idempotency').deleteMany({});
    await send().expect(200);
    expect((await sale.part()).parcels).toHaveLength(1);
    await market.post(market.seller, `${path(sale)}/ship`, { carrier: 'UPS' }, key).expect(422);
  });

  test('twenty parcels at once never hold more pieces than were bought', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'pack');
    const one = { carrier: 'DHL', pieces: [{ lineId: sale.lamp, quantity: 1 }] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => market.post(market.seller, `${path(sale)}/ship`, one)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(17);
    expect((await sale.part()).parcels).toHaveLength(3);
  });

  test('a stale version is refused, and another shop’s steps do not make it stale', async () => {
    const sale = await market.sale();
    const other = (await market.stored(sale.orderId)).sellerOrders[1];
    await market.post(market.admin, `/api/orders/sales/${other?.sellerOrderId}/accept`).expect(200);
    await market.post(market.seller, `${path(sale)}/accept`, undefined, { 'if-match': '"7"' }).expect(412);
    await market.post(market.seller, `${path(sale)}/accept`, undefined, { 'if-match': '"1"' }).expect(200);
  });

  test('pieces of others, too many pieces, or the same line twice are refused', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'pack');
    const send = (pieces: object[]) => market.post(market.seller, `${path(sale)}/ship`, { carrier: 'DHL', pieces });
    await send([{ lineId: sale.rug, quantity: 1 }]).expect(400);
    await send([{ lineId: sale.lamp, quantity: 4 }]).expect(409);
    const lamp = { lineId: sale.lamp, quantity: 1 };
    await send([lamp, lamp]).expect(400);
    await send([{ lineId: sale.lamp, quantity: 0 }]).expect(400);
    await market.post(market.seller, `${path(sale)}/deliver`, { parcelIds: [newId(ParcelId)] }).expect(409);
    expect((await sale.part()).version).toBe(3);
  });

  test('a parcel of which nobody has said anything counts as delivered after two weeks; a disputed one does not', async () => {
    const [broken, quiet, disputed] = [await market.sale(), await market.sale(), await market.sale()];
    for (const sale of [broken, quiet, disputed]) await market.fulfil(sale, 'ship');
    const claim = { sellerOrderId: disputed.sellerOrderId, reason: 'It is not here.' };
    await market.post(market.buyer, `/api/orders/${disputed.orderId}/disputes`, claim).expect(200);
    await market.runJob('deliver-parcels');
    expect((await quiet.part()).state).toBe('shipped');
    for (const sale of [broken, quiet, disputed])
      await market.running.context.orders.change(sale.orderId, ({ sellerOrders }) => ({
        state: {
          sellerOrders: sellerOrders.map((part) => ({
            ...part,
            parcels: part.parcels.map((parcel) => ({ ...parcel, dueAt: new Date(0) })),
          })),
        },
        facts: [],
      }));
    // One order that nothing can be done with does not keep the others from it.
    await market.running.db
      .collection<{ _id: string }>('orders')
      .updateOne({ _id: broken.orderId }, { $unset: { lines: 1 } });
    await market.runJob('deliver-parcels');
    await market.runJob('deliver-parcels');
    expect((await quiet.part()).state).toBe('delivered');
    expect((await disputed.part()).state).toBe('shipped');
    await eventually(async () => (await journaled('order.delivered', quiet.orderId)) === 1);
  });
});

describe('canceling lines', () => {
  test('by the buyer takes pieces of several shops, all or none, until one has packed', async () => {
    const sale = await market.sale();
    const cancel = (pieces: object[]) =>
      market.post(market.buyer, `/api/orders/${sale.orderId}/cancel-lines`, { pieces, reason: 'changed my mind' });
    const both = [
      { lineId: sale.lamp, quantity: 1 },
      { lineId: sale.rug, quantity: 1 },
    ];
    const { body } = await cancel(both).expect(200);
    expect(body.sellerOrders).toMatchObject([
      { state: 'new', refunds: [{ amount: 2_000, why: 'canceled' }] },
      { state: 'canceled', refunds: [{ amount: 10_000 }] },
    ]);
    await cancel(both).expect(409);
    await cancel([{ lineId: 'lin_01j9zq6v8xe3tbd5wqmg8d2r4c', quantity: 1 }]).expect(400);
    await market.fulfil(sale, 'pack');
    await cancel([{ lineId: sale.lamp, quantity: 1 }]).expect(409);
    await eventually(async () => (await journaled('order.reduced', sale.orderId)) === 2);
  });

  test('by the shop needs a reason; the refund is on the timeline once it has arrived', async () => {
    const sale = await market.sale();
    const pieces = [{ lineId: sale.chair, quantity: 1 }];
    await market.post(market.seller, `${path(sale)}/cancel`, { pieces }).expect(400);
    const { body } = await market.post(market.seller, `${path(sale)}/cancel`, { pieces, reason: 'broken' }).expect(200);
    const [refund] = body.refunds;
    expect(refund).toMatchObject({ amount: 5_000, shop: 4_500, commission: 500 });
    const order = await market.stored(sale.orderId);
    const settled = refundSettled.of({
      refundId: RefundId.parse(refund.refundId),
      paymentId: order.paymentId ?? newId(PaymentId),
      orderId: sale.orderId,
      buyerId: order.buyerId,
      sellerId: market.seller.userId,
      amount: 5_000,
      currency: 'EUR',
    });
    await market.deliver(settled);
    await market.deliver(settled);
    const after = await market.stored(sale.orderId);
    expect(after.timeline.filter(({ what }) => what === 'refund-settled')).toHaveLength(1);
    expect((await sale.part()).refunds[0]?.settledAt).toBeDefined();
  });

  test('moves no money before the audit log knows, and a repetition under the same key is recorded once', async () => {
    const sale = await market.sale();
    const { audit, db } = market.running;
    const refuse = (validator: Record<string, unknown>) => db.db?.command({ collMod: 'audit', validator });
    const lines = { pieces: [{ lineId: sale.chair, quantity: 1 }], reason: 'broken' };
    const same = { 'idempotency-key': freshKey() };
    const byBuyer = () => market.post(market.buyer, `/api/orders/${sale.orderId}/cancel-lines`, lines, same);
    const byShop = () => market.post(market.seller, `${path(sale)}/cancel`, lines, same);
    const before = await market.stored(sale.orderId);
    await refuse({ nobody: { $exists: true } });
    for (const cancel of [byBuyer, byShop]) await cancel().expect(500);
    await refuse({});
    expect(await market.stored(sale.orderId)).toEqual(before);
    for (const cancel of [byBuyer, byShop, byBuyer, byShop]) await cancel().expect(200);
    // As if the kept answers were forgotten, so that the rules see the commands again.
    await db.collection('idempotency').deleteMany({});
    for (const cancel of [byBuyer, byShop]) await cancel().expect(200);
    const entries = await audit.records.find({ subject: { $in: [sale.orderId, sale.sellerOrderId] } }).lean();
    expect(entries.map(({ act, actor }) => [act, actor])).toEqual([
      ['order.reduced', market.buyer.userId],
      ['order.reduced', market.seller.userId],
    ]);
  });

  test('a buyer cannot cancel the whole order any more once a parcel is sent, nor can an admin', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'ship', [{ lineId: sale.lamp, quantity: 1 }]);
    const cancel = `/api/orders/${sale.orderId}/cancel`;
    await market.post(market.buyer, cancel).expect(409);
    await market.post(market.admin, cancel).expect(409);
    const packed = await market.sale();
    await market.fulfil(packed, 'pack');
    const { body } = await market.post(market.buyer, `/api/orders/${packed.orderId}/cancel`).expect(200);
    expect(body).toMatchObject({ status: 'canceled', fulfilment: 'canceled', refund: 'pending' });
    await market.post(market.seller, `${path(packed)}/ship`, { carrier: 'DHL' }).expect(409);
  });

  test('and sending race: every piece is either sent or canceled', async () => {
    const sale = await market.sale();
    await market.fulfil(sale, 'pack');
    const pieces = [{ lineId: sale.lamp, quantity: 1 }];
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        index % 2 === 0
          ? market.post(market.seller, `${path(sale)}/ship`, { carrier: 'DHL', pieces })
          : market.post(market.seller, `${path(sale)}/cancel`, { pieces, reason: 'broken' }),
      ),
    );
    const part = await sale.part();
    const count = (all: { pieces: { quantity: number }[] }[]) =>
      all.flatMap((one) => one.pieces).reduce((sum, one) => sum + one.quantity, 0);
    expect(count(part.parcels) + count(part.cancellations)).toBe(3);
  });
});

test('orders from before the split get their parts, so that their shops find them', async () => {
  const [paid, canceled] = [await market.sale(), await market.sale({ status: 'canceled' })];
  const before = await market.stored(paid.orderId);
  const orders = market.running.db.collection<{ _id: string }>('orders');
  await orders.updateMany({}, { $unset: { sellerOrders: 1, paidAt: 1 } });
  expect(await market.running.context.orders.splitOld()).toBeGreaterThanOrEqual(2);
  const after = await market.stored(paid.orderId);
  expect(after.sellerOrders).toEqual(before.sellerOrders);
  expect(after.paidAt).toEqual(before.paidAt);
  expect((await canceled.part()).state).toBe('canceled');
  await market.get(market.seller, path(paid)).expect(200);
  expect(await market.running.context.orders.splitOld()).toBe(0);
});

test('nothing that is not an id reaches the database', async () => {
  for (const id of ['x', 'sor_', '%7B%22$ne%22:1%7D'])
    await market.get(market.seller, `/api/orders/sales/${id}`).expect(400);
  expect(OrderId.safeParse('sales').success).toBe(false);
});
