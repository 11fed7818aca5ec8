import { cartUpdated, newId, ParcelId, ReturnId, UserId } from '@credenza/contracts';
import { askPrivacy, exportedBy, tracesOf } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accept, deliver, pack, ship } from '../src/fulfil.ts';
import type { StoredOrder } from '../src/order-state.ts';
import { isOpen, pseudonymise } from '../src/pseudonymise.ts';
import { requestReturn } from '../src/returns.ts';
import { actOn, after } from './acting.ts';
import { type Market, openMarket } from './market.ts';
import { sampleCart, sampleOrder, sampleSale } from './samples.ts';

const now = new Date('2026-03-01T12:00:00Z');

/** An order whose shops have both sent and delivered everything. */
function arrived(): StoredOrder {
  let { order } = sampleSale(now);
  for (const index of [0, 1]) {
    const act = () => actOn(order.sellerOrders[index], 'seller', now);
    order = after(order, accept(order, act()));
    order = after(order, pack(order, act()));
    const parcel = { parcelId: newId(ParcelId), carrier: 'DHL', tracking: `JD${index}`, dueAt: now };
    order = after(order, ship(order, act(), parcel));
    order = after(order, deliver(order, act(), undefined));
  }
  return order;
}

describe('an order', () => {
  test('is over once everything has arrived, and not before', () => {
    expect(isOpen(sampleOrder(now).order)).toBe(true);
    expect(isOpen(sampleSale(now).order)).toBe(true);
    expect(isOpen(arrived())).toBe(false);
    expect(isOpen({ ...sampleOrder(now).order, status: 'canceled', sellerOrders: [] })).toBe(false);
    expect(isOpen({ ...arrived(), refund: 'pending' })).toBe(true);
  });

  test('is not over while pieces are asked back, money is on its way or something is argued about', () => {
    const order = arrived();
    const [first, ...others] = order.sellerOrders;
    if (!first) throw new Error('there is a part');
    const withFirst = (change: Partial<typeof first>) => ({
      ...order,
      sellerOrders: [{ ...first, ...change }, ...others],
    });
    const dispute = { disputeId: 'dsp' as never, key: 'k', reason: 'r', openedAt: now, notes: [] };
    expect(isOpen(withFirst({ disputes: [{ ...dispute, state: 'open' }] }))).toBe(true);
    expect(isOpen(withFirst({ disputes: [{ ...dispute, state: 'dismissed' }] }))).toBe(false);
    const refund = {
      refundId: 'rfd' as never,
      amount: 1,
      shop: 1,
      commission: 0,
      marketDiscount: 0,
      why: 'return',
      at: now,
    } as const;
    expect(isOpen(withFirst({ refunds: [refund] }))).toBe(true);
    expect(isOpen(withFirst({ refunds: [{ ...refund, settledAt: now }] }))).toBe(false);
  });

  test('without its buyer keeps lines, amounts, ids and the country; a second time changes nothing', () => {
    const order = arrived();
    const lamp = { lineId: order.lines[0]?.lineId ?? ('' as never), quantity: 1 };
    const wish = { returnId: newId(ReturnId), pieces: [lamp], reason: 'Ada cannot lift it.' };
    const asked = after(
      order,
      requestReturn(order, actOn(order.sellerOrders[0], 'buyer', now), { ...wish, since: now }),
    );
    const erased = after(asked, pseudonymise(asked));
    const text = JSON.stringify(erased);
    for (const trace of ['Ada', 'Elm Street', 'Berlin', '10115', 'JD0', 'lift']) expect(text).not.toContain(trace);
    expect(erased.shippingAddress.country).toBe('DE');
    expect(erased).toMatchObject({ buyerId: asked.buyerId, lines: asked.lines, total: asked.total, status: 'paid' });
    expect(erased.timeline.map(({ what, at }) => [what, at])).toEqual(asked.timeline.map(({ what, at }) => [what, at]));
    expect(erased.sellerOrders.map(({ refunds, state, total }) => ({ refunds, state, total }))).toEqual(
      asked.sellerOrders.map(({ refunds, state, total }) => ({ refunds, state, total })),
    );
    expect(pseudonymise(erased)).toBeUndefined();
  });
});

describe('the service', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(() => market?.stop());

  const subject = () => ({ userId: UserId.parse(market.buyer.userId) });
  const reasons = async (body: object) => {
    const asked = market.http.post('/internal/privacy/obstacles').set('dapr-api-token', market.appToken).send(body);
    return (await asked.expect(200)).body.reasons;
  };

  test('gives out the orders of one buyer as the buyer sees them, and the cart that was seen last', async () => {
    const [mine, others] = [await market.sale(), await market.sale({ buyerId: newId(UserId) })];
    const cart = sampleCart(subject().userId);
    await market.deliver(cartUpdated.of({ ...cart, userId: subject().userId, cause: 'added' }));
    const { requestId, records } = await askPrivacy(market, 'export', subject());
    expect(records).toBe(2);
    const found = await exportedBy(market, requestId);
    expect(found.orders).toEqual([expect.objectContaining({ orderId: mine.orderId, total: expect.any(Number) })]);
    expect(found.carts).toEqual([expect.objectContaining({ cartId: cart.cartId })]);
    expect(JSON.stringify(found)).not.toContain(others.orderId);
    expect(JSON.stringify(found)).not.toContain('commissionBasisPoints'); // nobody's business but the shop's
  });

  test('says which orders are not over, to the buyer and to the shop', async () => {
    const sale = await market.sale({ buyerId: newId(UserId) });
    const buyerId = (await market.stored(sale.orderId)).buyerId;
    expect(await reasons({ userId: buyerId })).toEqual([`Order ${sale.orderId} is not over.`]);
    const shop = { userId: newId(UserId), sellerId: market.seller.userId };
    expect(await reasons(shop)).toContain(`The shop's part of order ${sale.orderId} is not over.`);
    await market.fulfil(sale, 'deliver');
    expect(await reasons(shop)).not.toContain(`The shop's part of order ${sale.orderId} is not over.`);
    expect(await reasons({ userId: newId(UserId) })).toEqual([]);
  });

  test('forgets a buyer whose orders are over, and leaves those of others as they are', async () => {
    const userId = newId(UserId);
    const address = { name: 'Wanda Weg', line1: 'Lime Lane 7', city: 'Jena', postalCode: '07743', country: 'DE' };
    const mine = await market.sale({ buyerId: userId, shippingAddress: address, status: 'canceled' });
    const other = await market.sale();
    await market.deliver(cartUpdated.of({ ...sampleCart(userId), userId, cause: 'added' }));
    const before = await market.stored(other.orderId);
    const { records } = await askPrivacy(market, 'erasure', { userId });
    expect(records).toBe(2);
    expect(await tracesOf(market, ['Wanda', 'Lime Lane'])).toEqual([]);
    expect(await market.stored(mine.orderId)).toMatchObject({ buyerId: userId, shippingAddress: { country: 'DE' } });
    expect(await market.stored(other.orderId)).toEqual(before);
  });
});
