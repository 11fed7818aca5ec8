import { newId, OrderId, PromotionId, readCart, redeemPromotions, UserId } from '@credenza/contracts';
import { eventually, type Harness, startForTest, type TestUser } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addPieces } from '../src/change-lines.ts';
import type { Context } from '../src/context.ts';
import type { Promotion } from '../src/promotion.ts';
import { service } from '../src/service.ts';
import { anOffer, aPromotion, env, euros, paidEvent, productEvent } from './samples.ts';

let kit: Harness<Context>;
/** How far the service's clock is ahead, in ms. */
let ahead = 0;
beforeAll(async () => {
  kit = await startForTest(service, { env, now: () => new Date(Date.now() + ahead) });
});
afterAll(() => kit?.stop());
beforeEach(() => {
  ahead = 0;
});

const hour = 3_600_000;
const from = (ms: number) => new Date(Date.now() + ms);
async function promotion(differences: Partial<Promotion>) {
  const { _id, version: _version, ...state } = aPromotion(differences);
  await kit.running.context.promotions.aggregates.create(_id, state);
  return { ...state, promotionId: PromotionId.parse(_id) };
}
let codes = 0;
const coupon = async (differences: Partial<Promotion> = {}) =>
  await promotion({ code: `COUPON-${++codes}`, ...differences });

type Method = 'get' | 'post' | 'put' | 'delete';
const as = (who: TestUser) => (method: Method, path: string, body?: object) => {
  const request = kit.http[method](`/api/cart${path}`).set('authorization', who.authorization);
  return body ? request.send(body) : request;
};
/** A buyer with two pieces of a lamp of 50.00 in the cart, unless the test wants something else. */
async function aBuyer(offer = anOffer({ price: euros(5_000) }), quantity = 2) {
  const buyer = await kit.user('buyer');
  await kit.running.context.carts.changeOfUser(buyer.userId, (cart) => addPieces(cart, { offer, quantity }));
  const ask = as(buyer);
  return { ...buyer, offer, ask, cart: async () => (await ask('get', '').expect(200)).body };
}
const told = (userId: UserId, cause: string) =>
  eventually(async () => {
    const found = await kit.running.relay.journal
      .find({ type: 'cart.updated', 'envelope.data.userId': userId, 'envelope.data.cause': cause })
      .lean();
    return found.at(-1)?.envelope.data;
  });

describe('a cart', () => {
  test('says what it costs, for each line and shop and in all, and tells the same', async () => {
    const buyer = await aBuyer();
    const cart = await buyer.cart();
    expect(cart).toMatchObject({
      destination: { country: 'DE' },
      coupons: [],
      promotions: [],
      lines: [{ discounts: [], tax: 1_597, taxBasisPoints: 1_900 }],
      sellers: [{ sellerId: buyer.offer.sellerId, total: 10_000, shippingOption: { optionId: 'standard', price: 0 } }],
      totals: { items: 10_000, discount: 0, shipping: 0, tax: 1_597, taxIncluded: true, total: 10_000 },
    });
    expect(await told(buyer.userId, 'added')).toMatchObject(cart);
  });

  test('that costs the same is not written again, however often it is read', async () => {
    const buyer = await aBuyer();
    for (let look = 0; look < 3; look += 1) expect((await buyer.cart()).version).toBe(1);
    const { body } = await kit.http
      .post(readCart.path)
      .set('dapr-api-token', kit.appToken)
      .send({ userId: buyer.userId })
      .expect(200);
    expect(body.version).toBe(1);
  });

  test('whose product becomes cheaper is priced anew with it', async () => {
    const code = await coupon();
    const buyer = await aBuyer();
    await buyer.ask('post', '/coupons', { code: code.code }).expect(200);
    await kit.deliver(productEvent(buyer.offer, { price: 4_000 }), { version: 2 });
    expect((await buyer.cart()).totals).toMatchObject({ items: 8_000, discount: 800, total: 7_200 });
  });
});

describe('a coupon', () => {
  test('takes its part off, in whatever letters, and twice is once; taken out, it gives it back', async () => {
    const { code, promotionId } = await coupon();
    const buyer = await aBuyer();
    const { body } = await buyer.ask('post', '/coupons', { code: ` ${code?.toLowerCase()} ` }).expect(200);
    expect(body).toMatchObject({
      version: 2,
      coupons: [{ code }],
      promotions: [{ promotionId, code, amount: 1_000, paidBy: 'marketplace', limited: false }],
      totals: { total: 9_000 },
    });
    expect((await buyer.ask('post', '/coupons', { code }).expect(200)).body.version).toBe(2);
    expect(await told(buyer.userId, 'coupon')).toMatchObject({ totals: { total: 9_000 } });
    const without = (await buyer.ask('delete', `/coupons/${code}`).expect(200)).body;
    expect(without).toMatchObject({ coupons: [], promotions: [], totals: { total: 10_000 } });
    await buyer.ask('delete', `/coupons/${code}`).expect(404);
  });

  test('that cannot be used is refused in a sentence', async () => {
    const buyer = await aBuyer();
    const refusal = async (code = 'NOT-THERE', status = 409) =>
      (await buyer.ask('post', '/coupons', { code }).expect(status)).body.detail;
    expect(await refusal(undefined, 404)).toBe('There is no such coupon.');
    expect(await refusal((await coupon({ endsAt: from(-hour) })).code)).toBe('This coupon has ended.');
    expect(await refusal((await coupon({ endedAt: from(-hour) })).code)).toBe('This coupon has ended.');
    const planned = await coupon({ startsAt: new Date('2090-05-01T00:00:00Z') });
    expect(await refusal(planned.code)).toBe('This coupon counts from 2090-05-01 on.');
    const last = await coupon({ totalLimit: 1 });
    await kit.running.context.uses.take(last.promotionId, newId(OrderId), 1);
    expect(await refusal(last.code)).toBe('This coupon is used up.');
    const once = await coupon({ perBuyerLimit: 1 });
    await kit.running.context.uses.take(`${once.promotionId}:${buyer.userId}`, newId(OrderId), 1);
    expect(await refusal(once.code)).toBe('You have used this coupon already.');
    expect((await buyer.cart()).version).toBe(1);
  });

  test('whose minimum is not reached, or that is for something else, stays and says so until it counts', async () => {
    const { code } = await coupon({ minimum: 15_000 });
    const [elsewhere, worse] = [await coupon({ categories: ['Garden'] }), await coupon({ combinable: false })];
    const buyer = await aBuyer();
    for (const one of [code, elsewhere.code, worse.code, (await coupon()).code])
      await buyer.ask('post', '/coupons', { code: one }).expect(200);
    expect((await buyer.cart()).coupons).toMatchObject([
      { problem: 'Buy for €50.00 more of what this coupon is for.' },
      { problem: 'Nothing in the cart is what this coupon is for.' },
      { problem: 'This coupon takes nothing off beside what counts for this cart already.' },
      {},
    ]);
    const add = { offer: buyer.offer, quantity: 1 };
    await kit.running.context.carts.changeOfUser(buyer.userId, (cart) => addPieces(cart, add));
    const { coupons, totals } = await buyer.cart();
    expect(coupons[0]).toEqual({ code });
    expect(totals).toMatchObject({ items: 15_000, discount: 2_850 });
  });

  test('is one of ten at most', async () => {
    const buyer = await aBuyer();
    for (let n = 0; n < 10; n += 1) await buyer.ask('post', '/coupons', { code: (await coupon()).code }).expect(200);
    await buyer.ask('post', '/coupons', { code: (await coupon()).code }).expect(409);
  });

  test('of a guest comes along into the cart of the buyer that the guest turns out to be', async () => {
    const { code } = await coupon();
    const lamp = anOffer();
    const { token } = await kit.running.context.carts.changeOfGuest(undefined, (cart) =>
      addPieces(cart, { offer: lamp, quantity: 1 }),
    );
    const guest = await kit.http.post('/api/cart/coupons').set('x-guest-cart', token).send({ code }).expect(200);
    expect(guest.body.totals.total).toBe(4_410);
    const buyer = await aBuyer();
    const merged = await buyer.ask('get', '').set('x-guest-cart', token).expect(200);
    expect(merged.body).toMatchObject({ coupons: [{ code }], totals: { items: 14_900, discount: 1_490 } });
  });

  test('goes with the paid order that has used it', async () => {
    const { code, promotionId } = await coupon();
    const buyer = await aBuyer();
    await buyer.ask('post', '/coupons', { code }).expect(200);
    const cart = await kit.running.context.carts.ofUser(buyer.userId);
    const applied = { promotionId, title: 'Sale', code, amount: 1, paidBy: 'shop' as const, limited: false };
    await kit.deliver(paidEvent(cart, { promotions: [applied] }));
    expect(await buyer.cart()).toMatchObject({ lines: [], coupons: [] });
  });

  test('holds for If-Match like any change', async () => {
    const { code } = await coupon();
    const buyer = await aBuyer();
    await buyer.ask('post', '/coupons', { code }).set('if-match', '"9"').expect(412);
    await buyer.ask('post', '/coupons', { code }).set('if-match', '"1"').expect(200);
  });
});

describe('the price that a buyer sees', () => {
  test('follows a promotion that starts and ends by the clock, in a new version that is told', async () => {
    const offer = anOffer({ price: euros(5_000) });
    await promotion({ sellerId: offer.sellerId, startsAt: from(hour), endsAt: from(2 * hour) });
    const buyer = await aBuyer(offer);
    expect(await buyer.cart()).toMatchObject({ version: 1, totals: { total: 10_000 } });
    ahead = 1.5 * hour;
    expect(await buyer.cart()).toMatchObject({ version: 2, totals: { total: 9_000 } });
    expect(await told(buyer.userId, 'promotion')).toMatchObject({ version: 2, totals: { total: 9_000 } });
    ahead = 2.5 * hour;
    expect(await buyer.cart()).toMatchObject({ version: 3, promotions: [], totals: { total: 10_000 } });
  });

  test('follows a coupon that ends or is used up by others, which stays and says so', async () => {
    const [ending, rare] = [await coupon({ endsAt: from(hour) }), await coupon({ totalLimit: 1 })];
    const buyer = await aBuyer();
    for (const { code } of [ending, rare]) await buyer.ask('post', '/coupons', { code }).expect(200);
    expect((await buyer.cart()).totals.discount).toBe(1_900);
    await kit.running.context.uses.take(rare.promotionId, newId(OrderId), 1);
    ahead = 2 * hour;
    expect(await buyer.cart()).toMatchObject({
      coupons: [{ problem: 'This coupon has ended.' }, { problem: 'This coupon is used up.' }],
      totals: { discount: 0 },
    });
  });

  test('is what order gets when it asks, and a promotion that is over is not redeemed', async () => {
    const offer = anOffer();
    const { promotionId } = await promotion({ sellerId: offer.sellerId, endsAt: from(hour) });
    const buyer = await aBuyer(offer);
    ahead = 2 * hour;
    const internal = async (path: string, body: object) =>
      (await kit.http.post(path).set('dapr-api-token', kit.appToken).send(body).expect(200)).body;
    const order = { orderId: newId(OrderId), userId: buyer.userId, promotions: [{ promotionId, amount: 1 }] };
    expect(await internal(redeemPromotions.path, order)).toMatchObject({ outcome: 'used-up', ended: [promotionId] });
    const cart = await internal(readCart.path, { userId: buyer.userId });
    expect(cart).toMatchObject({ version: 2, promotions: [] });
    expect(new Date(cart.quotedUntil).getTime()).toBeGreaterThan(Date.now() + ahead);
  });

  test('of two tabs that look at the same moment becomes one new version', async () => {
    const offer = anOffer();
    const buyer = await aBuyer(offer);
    await promotion({ sellerId: offer.sellerId });
    const versions = (await Promise.all(Array.from({ length: 8 }, buyer.cart))).map(({ version }) => version);
    expect(new Set(versions)).toEqual(new Set([2]));
  });
});

describe('shipping', () => {
  const options = [
    { optionId: 'standard', title: 'Parcel', price: 490, minDays: 2, maxDays: 4, countries: ['DE', 'AT'] },
    { optionId: 'express', title: 'Tomorrow', price: 1_290, minDays: 1, maxDays: 1, countries: ['DE'] },
    { optionId: 'far', title: 'Abroad', price: 1_900, minDays: 5, maxDays: 9, countries: ['FR'], freeFrom: 10_000 },
  ];
  async function aShop(rows: object[] = options) {
    const seller = await kit.user('seller');
    const ask = as(seller);
    if (rows.length > 0) await ask('put', '/shipping/options', { options: rows }).expect(200);
    return { ...seller, ask, offer: anOffer({ sellerId: seller.userId, price: euros(5_000) }) };
  }

  test('is set by the shop, all at once and recorded; other shops and buyers see and change nothing of it', async () => {
    const shop = await aShop([]);
    const empty = await shop.ask('get', '/shipping/options').expect(200);
    expect([empty.body, empty.headers.etag]).toEqual([{ version: 0, options: [] }, '"0"']);
    await shop.ask('put', '/shipping/options', { options }).set('if-match', '"0"').expect(200);
    await shop.ask('put', '/shipping/options', { options: [] }).set('if-match', '"0"').expect(412);
    expect((await shop.ask('get', '/shipping/options').expect(200)).body).toEqual({ version: 1, options });
    const [other, buyer] = [as(await kit.user('seller')), as(await kit.user('buyer'))];
    expect((await other('get', '/shipping/options').expect(200)).body.options).toEqual([]);
    await other('put', '/shipping/options', { options: [] }).expect(200);
    await buyer('get', '/shipping/options').expect(403);
    await buyer('put', '/shipping/options', { options }).expect(403);
    await kit.http.put('/api/cart/shipping/options').send({ options }).expect(401);
    expect((await shop.ask('get', '/shipping/options')).body.version).toBe(1);
    expect(await kit.running.audit.records.countDocuments({ subject: shop.userId, act: 'shipping.set' })).toBe(1);
  });

  test('that does not fit together is refused', async () => {
    const { ask } = await aShop([]);
    const [first] = options;
    const twice = await ask('put', '/shipping/options', { options: [first, first] }).expect(400);
    expect(twice.body.errors).toEqual([{ field: 'body.options.1.optionId', message: 'is there twice' }]);
    await ask('put', '/shipping/options', { options: [{ ...first, maxDays: 1 }] }).expect(400);
    await ask('put', '/shipping/options', { options: [{ ...first, price: -1 }] }).expect(400);
    await ask('put', '/shipping/options', { options: [{ ...first, countries: ['Germany'] }] }).expect(400);
  });

  test('is quoted for each shop and the destination, the cheapest until the buyer chooses', async () => {
    const shop = await aShop();
    const buyer = await aBuyer(shop.offer, 1);
    const sellers = async () => (await buyer.cart()).sellers;
    expect(await sellers()).toMatchObject([{ shipping: 490, shippingOptions: [{ price: 490 }, { price: 1_290 }] }]);
    const choose = (optionId: string, of = shop.userId) => buyer.ask('put', `/shipping/choices/${of}`, { optionId });
    expect((await choose('express').expect(200)).body.totals).toMatchObject({ shipping: 1_290, total: 6_290 });
    expect(await told(buyer.userId, 'shipping')).toMatchObject({ totals: { shipping: 1_290 } });
    expect((await choose('far').expect(409)).body.options).toHaveLength(2);
    await choose('express', newId(UserId)).expect(404);
    const moved = await buyer.ask('put', '/destination', { country: 'AT', postalCode: '1070' }).expect(200);
    expect(moved.body).toMatchObject({
      destination: { country: 'AT', postalCode: '1070' },
      lines: [{ taxBasisPoints: 2_000 }],
      totals: { shipping: 490 },
    });
    expect((await buyer.ask('put', '/destination', { country: 'AT', postalCode: '1070' })).body.version).toBe(
      moved.body.version,
    );
    await buyer.ask('put', '/destination', { country: 'Austria' }).expect(400);
  });

  test('is free from a sum on, and impossible where the shop does not send', async () => {
    const shop = await aShop();
    const [small, large] = [await aBuyer(shop.offer, 1), await aBuyer(shop.offer, 2)];
    const to = async (buyer: typeof small, country: string) =>
      (await buyer.ask('put', '/destination', { country }).expect(200)).body;
    expect((await to(small, 'FR')).totals.shipping).toBe(1_900);
    expect((await to(large, 'FR')).totals.shipping).toBe(0);
    const nowhere = await to(small, 'JP');
    expect(nowhere.sellers).toMatchObject([
      { shippingOptions: [], problem: 'Oak & Co does not send to this country.' },
    ]);
  });

  test('that its shop changes is shown at the next look', async () => {
    const shop = await aShop();
    const buyer = await aBuyer(shop.offer, 1);
    await shop.ask('put', '/shipping/options', { options: [{ ...options[0], price: 700 }] }).expect(200);
    expect(await buyer.cart()).toMatchObject({ version: 2, totals: { shipping: 700 } });
    await shop.ask('put', '/shipping/options', { options: [] }).expect(200);
    expect(await buyer.cart()).toMatchObject({ version: 3, totals: { shipping: 0 } });
  });
});

describe('tax', () => {
  test('is what the table says until an admin says something else, which is recorded; then the table again', async () => {
    const admin = await kit.user('admin');
    const ask = as(admin);
    const rate = { standardBasisPoints: 1_600, reducedBasisPoints: 500, included: true };
    const buyer = await aBuyer();
    await buyer.ask('put', '/destination', { country: 'LU' }).expect(200);
    const bought = async () => (await buyer.cart()).lines[0];
    expect(await bought()).toMatchObject({ taxBasisPoints: 1_700, tax: 1_453 });
    await ask('put', '/tax-rates/LU', rate).expect(200);
    expect(await bought()).toMatchObject({ taxBasisPoints: 1_600, tax: 1_379 });
    const listed = (await ask('get', '/tax-rates').expect(200)).body.items;
    expect(listed).toContainEqual({ country: 'LU', ...rate, version: 1 });
    expect(listed).toContainEqual(expect.objectContaining({ country: 'DE', standardBasisPoints: 1_900 }));
    await ask('delete', '/tax-rates/LU').expect(200);
    expect(await bought()).toMatchObject({ taxBasisPoints: 1_700 });
    await ask('put', '/tax-rates/LU', { ...rate, included: false }).expect(200);
    expect((await buyer.cart()).totals).toMatchObject({ tax: 1_600, taxIncluded: false, total: 11_600 });
    await ask('delete', '/tax-rates/LU').expect(200);
    const acts = await kit.running.audit.records.find({ subject: 'LU' }).sort({ _id: 1 }).lean();
    expect(acts.map(({ act }) => act)).toEqual(['tax-rate.set', 'tax-rate.unset', 'tax-rate.set', 'tax-rate.unset']);
  });

  test('is for admins to set', async () => {
    const rate = { standardBasisPoints: 0, reducedBasisPoints: 0, included: true };
    for (const role of ['buyer', 'seller'] as const) {
      const ask = as(await kit.user(role));
      await ask('get', '/tax-rates').expect(403);
      await ask('put', '/tax-rates/DE', rate).expect(403);
      await ask('delete', '/tax-rates/DE').expect(403);
    }
    await kit.http.put('/api/cart/tax-rates/DE').send(rate).expect(401);
    const admin = as(await kit.user('admin'));
    await admin('put', '/tax-rates/Germany', rate).expect(400);
    await admin('put', '/tax-rates/DE', { ...rate, reducedBasisPoints: 10_001 }).expect(400);
    await admin('delete', '/tax-rates/DE').expect(404);
  });
});
