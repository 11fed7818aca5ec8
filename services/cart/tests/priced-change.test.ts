import { describe, expect, test } from '@jest/globals';
import { snapshotOf } from '../src/cart.ts';
import { addPieces } from '../src/change-lines.ts';
import { Lacking, pricedChange, repriced } from '../src/pricing/priced-change.ts';
import type { Parcel } from '../src/shipping.ts';
import { aCart, after, anOffer, aPromotion, pricedNow, standard, termsFor } from './samples.ts';

const addition = { offer: anOffer(), quantity: 2 };
const cart = aCart();
const change = addPieces(cart, addition) ?? { state: {} };
const filled = after(cart, change);

describe('what a change tells', () => {
  test("a buyer's change carries the whole cart at its new version and price", () => {
    const { state, facts } = pricedNow(cart, change, { promotions: [aPromotion()] });
    const priced = snapshotOf(Object.assign({}, filled, { quote: state.quote }));
    expect(facts).toEqual([
      { type: 'cart.updated', subject: cart._id, data: { ...priced, userId: cart.userId, cause: 'added' } },
    ]);
    expect(priced.totals).toMatchObject({ items: 9_800, discount: 980, total: 8_820 });
  });

  test("a guest's change is priced too, and nobody else's business", () => {
    const guest = aCart([], null);
    const { state, facts } = pricedNow(guest, addPieces(guest, addition) ?? { state: {} });
    expect([state.quote?.totals.total, facts]).toEqual([9_800, []]);
  });

  test('what changes nothing that has a price is written as it is', () => {
    const state = { takenOver: undefined };
    expect(pricedChange(cart, { state }, { home: 'DE' })).toEqual({ state, facts: [] });
  });
});

describe('a cart whose terms are not known', () => {
  const priced = (terms: ReturnType<typeof termsFor>) => pricedChange(cart, change, { home: 'DE', terms });
  test('says what it wants to know', () => {
    expect(() => pricedChange(cart, change, { home: 'DE' })).toThrow(Lacking);
    for (const missing of [{ tariffs: new Map() }, { taxes: new Map() }, { userIds: new Set<never>() }])
      expect(() => priced(termsFor(filled, missing))).toThrow(Lacking);
    const withCoupon = { ...cart, coupons: ['SPRING'] };
    expect(() => pricedChange(withCoupon, change, { home: 'DE', terms: termsFor(filled) })).toThrow(Lacking);
  });

  test('asks a carrier again whose answer was for another parcel', () => {
    const tariff = (pieces: number) => (parcel: Parcel) =>
      parcel.pieces[0]?.quantity === pieces ? [{ ...standard, price: 490 }] : undefined;
    const tariffs = (pieces: number) => new Map([[addition.offer.sellerId, [tariff(pieces)]]]);
    expect(() => priced(termsFor(filled, { tariffs: tariffs(1) }))).toThrow(Lacking);
    expect(priced(termsFor(filled, { tariffs: tariffs(2) })).state.quote?.totals.shipping).toBe(490);
  });
});

test('a cart that costs what it did is left alone, whatever the time', () => {
  const { state } = pricedNow(cart, change);
  const known = Object.assign({}, filled, { quote: state.quote });
  const terms = termsFor(filled);
  expect(repriced(known, { home: 'DE', terms: { ...terms, at: new Date('2026-05-01T00:00:00Z') } })).toBeUndefined();
  const dearer = new Map([[addition.offer.sellerId, [() => [{ ...standard, price: 490 }]]]]);
  const cause = (differences: object) =>
    repriced(known, { home: 'DE', terms: { ...terms, ...differences } })?.facts[0]?.data;
  expect(cause({ tariffs: dearer })).toMatchObject({ cause: 'shipping', totals: { total: 10_290 } });
  expect(cause({ promotions: [aPromotion()] })).toMatchObject({ cause: 'promotion', totals: { total: 8_820 } });
});
