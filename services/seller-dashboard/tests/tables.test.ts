import {
  BatchId,
  balanceUpdated,
  CartId,
  Currency,
  type Envelope,
  envelope,
  type Fact,
  LineId,
  newId,
  OrderId,
  orderAccepted,
  orderCanceled,
  orderPaid,
  orderReduced,
  orderShipped,
  ParcelId,
  PaymentId,
  PayoutId,
  ProductId,
  payoutReturned,
  payoutSettled,
  productUpdated,
  productViewed,
  RefundId,
  refundSettled,
  SellerOrderId,
  sellerUpdated,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { type Harness, startForTest } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onOrderPaid } from '../src/consumers/on-order-paid.ts';
import type { Context } from '../src/context.ts';
import { service } from '../src/service.ts';
import { asking, everyPage, send } from './support.ts';

const now = new Date('2026-06-30T12:00:00Z');
const eur = Currency.parse('EUR');
let kit: Harness<Context>;

beforeAll(async () => {
  kit = await startForTest(service, { now: () => now, env: { DISPATCH_DAYS: '2' } });
});
afterAll(() => kit?.stop());

const tell = async <Data>(fact: Fact<Data>, time: string, version = 1): Promise<Envelope> => {
  const event = envelope(fact, { source: 'test', version, time: new Date(time) });
  await send(kit, event);
  return event;
};

/** A shop that a test has for itself. */
async function openShop(currency = eur, payoutReady = true) {
  const sellerId = newId(UserId);
  const shop = { sellerId, state: 'active' as const, name: 'Lund Oak Works', currency, payoutReady };
  const members = [{ userId: sellerId, role: 'owner' as const }];
  await tell(sellerUpdated.of({ ...shop, members, changes: ['opened'] }), '2026-01-01T00:00:00Z');
  const { authorization } = await kit.user('seller', { sub: sellerId });
  return { sellerId, get: asking(kit, authorization), authorization };
}

interface Bought {
  sellerId: UserId;
  quantity?: number;
  unitPrice?: number;
  currency?: Currency;
  country?: string;
  title?: string;
  productId?: ProductId;
  variantId?: VariantId;
}

/** An order of one line, as it was before shops had a part of their own in an order, unless it says where it goes. */
function orderOf(bought: Bought) {
  const { sellerId, quantity = 2, unitPrice = 12_900, currency = eur, country, title = 'Shaker side table' } = bought;
  const total = quantity * unitPrice;
  const line = {
    lineId: newId(LineId),
    variantId: bought.variantId ?? newId(VariantId),
    productId: bought.productId ?? newId(ProductId),
    sellerId,
    sellerName: 'Lund Oak Works',
    title,
    variantTitle: 'Natural',
    quantity,
    unitPrice,
    total,
    commission: Math.floor(total / 10),
    commissionBasisPoints: 1_000,
  };
  const orderId = newId(OrderId);
  const paymentId = newId(PaymentId);
  const facts = { orderId, buyerId: newId(UserId), lines: [line], total, currency };
  const paid = orderPaid.of({
    ...facts,
    ...(country && { destination: { country } }),
    cartId: newId(CartId),
    cartVersion: 1,
    paymentId,
  });
  const part = {
    orderId,
    sellerOrderId: newId(SellerOrderId),
    sellerId,
    sellerName: line.sellerName,
    buyerId: facts.buyerId,
    currency,
  };
  const pieces = (count: number) => [
    { lineId: line.lineId, variantId: line.variantId, productId: line.productId, title, quantity: count },
  ];
  return { orderId, paymentId, line, paid, facts, part, pieces };
}

const june = 'from=2026-06-01&to=2026-06-30';

describe('the overview', () => {
  test('counts sales when they were paid and refunds when they were given, beside the days before', async () => {
    const { sellerId, get } = await openShop();
    const before = orderOf({ sellerId, quantity: 1 });
    await tell(before.paid, '2026-05-20T10:00:00Z');
    const first = orderOf({ sellerId });
    await tell(first.paid, '2026-06-10T10:00:00Z');
    await tell(orderOf({ sellerId, quantity: 1, unitPrice: 4_201 }).paid, '2026-06-11T10:00:00Z');
    const refund = {
      refundId: newId(RefundId),
      paymentId: before.paymentId,
      amount: 12_900,
      shop: 11_610,
      commission: 1_290,
      marketDiscount: 0,
    };
    const reduced = { ...before.part, pieces: before.pieces(1), refund, by: 'seller' as const };
    await tell(orderReduced.of(reduced), '2026-06-12T10:00:00Z');
    const views = { productId: first.line.productId, sellerId, since: '2026-06-10T09:00:00Z' };
    await tell(productViewed.of({ ...views, views: 40, until: '2026-06-10T09:01:00Z' }), '2026-06-10T09:01:00Z');

    const overview = await get(`/overview?${june}`);
    expect(overview).toMatchObject({
      tz: 'UTC',
      currency: 'EUR',
      currencies: ['EUR'],
      range: { from: '2026-06-01', to: '2026-06-30' },
      previous: { from: '2026-05-02', to: '2026-05-31' },
      now: {
        orders: 2,
        units: 3,
        sales: 30_001,
        averageOrder: 15_001,
        commission: 3_000,
        refunds: 12_900,
        refundsOnTheWay: 12_900,
        commissionBack: 1_290,
        canceledUnits: 1,
        canceledOrders: 0,
        views: 40,
        conversion: 0.05,
      },
      before: { orders: 1, units: 1, sales: 12_900, refunds: 0, earnings: 11_610, views: 0, conversion: null },
      change: { orders: 1, sales: 1.3257, refunds: null, conversion: null },
    });
    const { orderId, part } = before;
    const settled = { ...part, orderId, refundId: refund.refundId, paymentId: refund.paymentId, amount: 12_900 };
    await tell(refundSettled.of(settled), '2026-06-13T10:00:00Z');
    expect((await get(`/overview?${june}`)).now).toMatchObject({ refunds: 12_900, refundsOnTheWay: 0 });
  });

  test('an order that was canceled before it was charged was no sale', async () => {
    const { sellerId, get } = await openShop();
    const { facts } = orderOf({ sellerId });
    await tell(orderCanceled.of({ ...facts, reason: 'expired' }), '2026-06-10T10:00:00Z');
    expect((await get(`/overview?${june}`)).now).toMatchObject({ orders: 0, refunds: 0, canceledOrders: 0 });
  });

  test('a charge that came too late was no sale either, and nothing of it goes back from the shop', async () => {
    const { sellerId, get } = await openShop();
    const { facts, paymentId } = orderOf({ sellerId });
    await tell(orderCanceled.of({ ...facts, reason: 'expired', paymentId }), '2026-06-10T10:00:00Z');
    expect((await get(`/overview?${june}`)).now).toMatchObject({ orders: 0, refunds: 0, canceledOrders: 0 });
  });

  test('a cancellation that comes before the payment it undoes counts once that is there', async () => {
    const { sellerId, get } = await openShop();
    const { facts, paymentId, paid } = orderOf({ sellerId });
    await tell(orderCanceled.of({ ...facts, reason: 'buyer', paymentId }), '2026-06-10T11:00:00Z');
    await tell(paid, '2026-06-10T10:00:00Z');
    expect((await get(`/overview?${june}`)).now).toMatchObject({
      orders: 1,
      sales: 25_800,
      refunds: 25_800,
      commissionBack: 2_580,
      earnings: 0,
      canceledOrders: 1,
      canceledUnits: 2,
    });
    expect((await get('/orders')).items).toEqual([]);
  });

  test('what was sold in another currency is told apart', async () => {
    const { sellerId, get } = await openShop(Currency.parse('SEK'));
    await tell(orderOf({ sellerId, currency: Currency.parse('SEK'), unitPrice: 100 }).paid, '2026-06-10T10:00:00Z');
    await tell(orderOf({ sellerId, unitPrice: 500 }).paid, '2026-06-11T10:00:00Z');
    const own = await get(`/overview?${june}`);
    expect(own).toMatchObject({ currency: 'SEK', currencies: ['EUR', 'SEK'], now: { orders: 1, sales: 200 } });
    expect(await get(`/overview?${june}&currency=EUR`)).toMatchObject({ now: { orders: 1, sales: 1_000 } });
  });

  test('a moment before midnight belongs to the day that it is there', async () => {
    const { sellerId, get } = await openShop();
    await tell(orderOf({ sellerId }).paid, '2026-06-14T22:30:00Z');
    const paidOn = async (tz: string) => {
      const { items } = await get(`/days?from=2026-06-14&to=2026-06-15&tz=${tz}`);
      return items.map((row: { orders: number }) => row.orders);
    };
    expect(await paidOn('UTC')).toEqual([1, 0]);
    expect(await paidOn('Europe/Berlin')).toEqual([0, 1]);
    expect(await paidOn('America/New_York')).toEqual([1, 0]);
  });
});

describe('queries that make no sense are refused', () => {
  test.each([
    ['a zone that does not exist', 'tz=Mars/Olympus'],
    ['an offset instead of a zone', 'tz=%2B01:00'],
    ['a day that does not exist', 'from=2026-02-30'],
    ['a day of another age', 'from=0001-01-01'],
    ['an end before the beginning', 'from=2026-06-02&to=2026-06-01'],
    ['two years', 'from=2024-01-01&to=2026-01-01'],
    ['a currency that is none', 'currency=euro'],
    ['an operator', 'from[$gt]='],
    ['a word that nobody knows', 'shop=mine'],
  ])('%s', async (_what, query) => {
    const { authorization } = await openShop();
    for (const path of ['overview', 'days', 'countries', 'products', 'export/days']) {
      const { status } = await kit.http.get(`/api/seller/${path}?${query}`).set('authorization', authorization);
      expect({ path, status }).toEqual({ path, status: 400 });
    }
  });

  test('a cursor that no page has ended with, and a table that is none', async () => {
    const { authorization } = await openShop();
    for (const path of [
      'products?cursor=abc',
      'orders?cursor=WzEsMl0',
      'stock?cursor=%7B%7D',
      'payouts?cursor=x',
      'export/secrets',
    ])
      expect((await kit.http.get(`/api/seller/${path}`).set('authorization', authorization)).status).toBe(400);
  });
});

describe('what is left to send', () => {
  test('is listed with its deadline, the longest wait first, until it has left', async () => {
    const { sellerId, get } = await openShop();
    const [late, punctual] = [orderOf({ sellerId, country: 'SE' }), orderOf({ sellerId })];
    await tell(punctual.paid, '2026-06-29T10:00:00Z');
    await tell(late.paid, '2026-06-27T10:00:00Z');
    await tell(orderAccepted.of(late.part), '2026-06-27T11:00:00Z');
    const { lineId, productId, variantId, title, variantTitle } = late.line;
    const list = await get('/orders');
    expect(list).toMatchObject({ open: 2, overdue: 1 });
    expect(list.items).toEqual([
      {
        orderId: late.orderId,
        paidAt: '2026-06-27T10:00:00.000Z',
        dueAt: '2026-06-29T10:00:00.000Z',
        overdue: true,
        acceptedAt: '2026-06-27T11:00:00.000Z',
        country: 'SE',
        currency: 'EUR',
        sales: 25_800,
        left: 2,
        lines: [{ lineId, productId, variantId, title, variantTitle, left: 2 }],
        openReturns: 0,
        openDisputes: 0,
      },
      expect.objectContaining({ orderId: punctual.orderId, overdue: false }),
    ]);
    expect((await get('/orders?overdue=true')).items).toHaveLength(1);

    const parcel = (count: number, complete: boolean) =>
      orderShipped.of({
        ...late.part,
        parcelId: newId(ParcelId),
        carrier: 'DHL',
        pieces: late.pieces(count),
        complete,
      });
    await tell(parcel(1, false), '2026-06-28T10:00:00Z');
    expect((await get('/orders?overdue=true')).items[0]).toMatchObject({ left: 1, lines: [{ left: 1 }] });
    await tell(parcel(1, true), '2026-06-29T10:00:00Z');
    expect(await get('/orders')).toMatchObject({ open: 1, overdue: 0, items: [{ orderId: punctual.orderId }] });
  });

  test('is listed page by page, orders of the same moment, too', async () => {
    const { sellerId, get } = await openShop();
    const orders = Array.from({ length: 7 }, () => orderOf({ sellerId }));
    for (const [index, { paid }] of orders.entries()) await tell(paid, `2026-06-2${Math.floor(index / 4)}T10:00:00Z`);
    const listed = await everyPage<{ orderId: string }>(get, '/orders?');
    expect(listed.map(({ orderId }) => String(orderId)).sort()).toEqual(orders.map(({ orderId }) => orderId).sort());
  });
});

describe('how long the stock lasts', () => {
  const variants = (variantId: VariantId, available: number) => [
    { variantId, title: 'Natural', sku: 'OAK-1', price: { amount: 12_900, currency: eur }, available },
  ];
  const ware = (sellerId: UserId, productId: ProductId, variantId: VariantId, available: number) =>
    productUpdated.of({
      productId,
      sellerId,
      sellerName: 'Lund Oak Works',
      status: 'active',
      changes: ['stock'],
      handle: 'oak',
      title: 'Oak shelf',
      description: '',
      tags: [],
      variants: variants(variantId, available),
    });

  test('follows from the pace of the last 28 days and from what was sold since it was counted', async () => {
    const { sellerId, get } = await openShop();
    const [productId, variantId] = [newId(ProductId), newId(VariantId)];
    await tell(ware(sellerId, productId, variantId, 30), '2026-05-01T10:00:00Z');
    const sell = (quantity: number, time: string) =>
      tell(orderOf({ sellerId, productId, variantId, quantity }).paid, time);
    await sell(2, '2026-05-02T10:00:00Z'); // longer ago than the pace looks back, but after the count
    await sell(14, '2026-06-20T10:00:00Z');
    const row = { productId, variantId, title: 'Oak shelf', variantTitle: 'Natural', sku: 'OAK-1' };
    expect((await get('/stock')).items).toEqual([{ ...row, available: 14, sold: 14, perDay: 0.5, days: 28 }]);
    await tell(ware(sellerId, productId, variantId, 7), '2026-06-21T10:00:00Z', 2);
    expect((await get('/stock')).items).toEqual([{ ...row, available: 7, sold: 14, perDay: 0.5, days: 14 }]);
    await tell(ware(sellerId, productId, variantId, 30), '2026-05-01T10:00:00Z');
    expect((await get('/stock')).items).toEqual([{ ...row, available: 7, sold: 14, perDay: 0.5, days: 14 }]);
  });
});

describe('money', () => {
  test('a balance is the newest one, and says what the next payout waits for', async () => {
    const { sellerId, get } = await openShop(eur, false);
    const balance = (available: number) =>
      balanceUpdated.of({ sellerId, currency: eur, pending: 500, available, cause: 'sale', subject: 'x' });
    expect((await get('/balance')).items).toEqual([]);
    await tell(balance(2_000), '2026-06-10T10:00:00Z', 2);
    await tell(balance(9_999), '2026-06-10T10:00:01Z', 1);
    const at = '2026-06-10T10:00:00.000Z';
    expect((await get('/balance')).items).toEqual([
      {
        currency: 'EUR',
        pending: 500,
        available: 2_000,
        at,
        nextPayout: { amount: 2_000, waitsFor: 'payout-account' },
      },
    ]);
    await tell(balance(-300), '2026-06-10T10:00:02Z', 3);
    expect((await get('/balance')).items[0]).toMatchObject({
      available: -300,
      nextPayout: { amount: 0, waitsFor: 'money' },
    });
  });

  test('a payout that came back is shown as such, whichever word came first', async () => {
    const { sellerId, get } = await openShop();
    const payout = { batchId: newId(BatchId), sellerId, amount: 700, currency: eur };
    const [first, second] = [newId(PayoutId), newId(PayoutId)];
    await tell(payoutReturned.of({ ...payout, payoutId: first, reason: 'closed' }), '2026-06-02T10:00:00Z', 2);
    await tell(payoutSettled.of({ ...payout, payoutId: first, reference: 'R1' }), '2026-06-01T10:00:00Z');
    await tell(payoutSettled.of({ ...payout, payoutId: second, reference: 'R2' }), '2026-06-03T10:00:00Z');
    const items = await everyPage<object>(get, '/payouts?');
    expect(items).toEqual([
      expect.objectContaining({ payoutId: second, status: 'settled', reference: 'R2' }),
      expect.objectContaining({ payoutId: first, status: 'returned', reference: 'R1', reason: 'closed' }),
    ]);
  });
});

describe('files', () => {
  const file = async (authorization: string, path: string) => {
    const answer = await kit.http.get(`/api/seller/export/${path}`).set('authorization', authorization).expect(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    return { text: answer.text, rows: parsed(answer.text), headers: answer.headers };
  };

  test('say with decimals what the tables say in minor units', async () => {
    const { sellerId, get, authorization } = await openShop();
    await tell(orderOf({ sellerId, unitPrice: 1_995, country: 'SE' }).paid, '2026-06-10T10:00:00Z');
    await tell(orderOf({ sellerId, quantity: 1, unitPrice: 10, country: 'DE' }).paid, '2026-06-10T10:00:00Z');
    const { rows, headers } = await file(authorization, `countries?${june}`);
    expect(rows).toEqual([
      ['country', 'orders', 'units', 'sales', 'currency'],
      ['SE', '1', '2', '39.90', 'EUR'],
      ['DE', '1', '1', '0.10', 'EUR'],
    ]);
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename="countries.csv"',
      'cache-control': 'no-store',
    });
    const days = await file(authorization, `days?${june}&tz=Europe/Berlin`);
    expect(days.rows).toHaveLength(31);
    expect(days.rows[10]?.slice(0, 5)).toEqual(['2026-06-10', '2', '3', '40.00', '20.00']);
    expect((await get(`/days?${june}`)).items[9]).toMatchObject({ day: '2026-06-10', sales: 4_000 });
  });

  test('keep commas, quotes and line breaks in their cells, and let no title run as a formula', async () => {
    const { sellerId, authorization } = await openShop();
    const titles = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', 'a, "b"\r\nc', 'plain', '＝1'];
    for (const title of titles) await tell(orderOf({ sellerId, title }).paid, '2026-06-10T10:00:00Z');
    const { text, rows } = await file(authorization, 'orders');
    const cells = rows.slice(1).map((row) => row[7]);
    expect(cells.toSorted()).toEqual(
      ['\'=HYPERLINK("http://x")', "'+1", "'-1", "'@SUM(A1)", "'\tx", 'a, "b"\r\nc', 'plain', "'＝1"].toSorted(),
    );
    expect(text.endsWith('\r\n')).toBe(true);
    expect(rows.every((row) => row.length === 10)).toBe(true);
  });

  test('may show money below zero: a number is no formula', async () => {
    const { sellerId, authorization } = await openShop();
    const { orderId, paymentId, part, pieces } = orderOf({ sellerId });
    const refund = { refundId: newId(RefundId), paymentId, amount: 5, shop: 5, commission: 0, marketDiscount: 0 };
    const reduced = { ...part, orderId, pieces: pieces(1), refund, by: 'seller' as const };
    await tell(orderReduced.of(reduced), '2026-06-01T10:00:00Z');
    const { rows } = await file(authorization, 'days?from=2026-06-01&to=2026-06-01');
    expect(rows[1]?.[10]).toBe('-0.05');
  });

  test('hold every row of a long table', async () => {
    const { sellerId, authorization } = await openShop();
    const sales = Array.from({ length: 1_200 }, () => orderOf({ sellerId }).paid);
    const { model } = kit.running.context;
    const about = { source: 'order', version: 2, time: new Date('2026-06-10T10:00:00Z') };
    await model.put(1, { sales: sales.flatMap((paid) => onOrderPaid.entries(envelope(paid, about)).sales ?? []) });
    expect((await file(authorization, 'orders')).rows).toHaveLength(1_201);
    expect((await file(authorization, `products?${june}`)).rows).toHaveLength(1_201);
  });
});

/** A reader of RFC 4180 of its own. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
    if (cell.lastIndex === text.length) break;
  }
  return rows;
}
