import { Currency, newId, VariantId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { type StoredCart, snapshotOf } from '../src/cart.ts';
import { factsOf, informed, noticeOf } from '../src/line.ts';
import { applyProducts, productOf } from '../src/product.ts';
import { aCart, after, anOffer, euros, productEvent } from './samples.ts';

const lamp = anOffer({ price: euros(100), available: 10, productVersion: 3 });
const told = (differences: Parameters<typeof productEvent>[1], version = 4) =>
  productOf(productEvent(lamp, differences).data, version);
const apply = (cart: StoredCart, ...products: ReturnType<typeof productOf>[]) =>
  after(cart, applyProducts(cart, products));
const line = (cart: StoredCart) => snapshotOf(cart).lines[0];
const lineOfLamp = () => {
  const [first] = aCart([[lamp, 1]]).lines;
  if (!first) throw new Error('no line');
  return first;
};

describe('a product that has changed', () => {
  test.each([
    [
      'costs more',
      { price: 120 },
      { unitPrice: euros(120), total: euros(240), available: true, notice: 'price-changed' },
    ],
    ['is sold out', { available: 0 }, { available: false, notice: 'out-of-stock' }],
    ['has less than the line holds', { available: 1 }, { available: false, notice: 'less-stock' }],
    ['is archived', { status: 'archived' as const }, { available: false, notice: 'gone' }],
    ['is deleted', { status: 'deleted' as const, variants: [] }, { available: false, notice: 'gone' }],
    ['belongs to a shop that has closed', { shopOpen: false }, { available: false, notice: 'shop-closed' }],
    ['is a draft of a closed shop', { shopOpen: false, status: 'draft' as const }, { notice: 'gone' }],
    ['has another name', { title: 'Table lamp' }, { title: 'Table lamp', available: true }],
    ['has another picture', { image: 'https://img.example/2.svg' }, { image: 'https://img.example/2.svg' }],
  ])('that %s shows in the cart', (_what, differences, expected) => {
    const cart = aCart([[lamp, 2]]);
    const changed = apply(cart, told(differences));
    expect(line(changed)).toMatchObject(expected);
    expect(changed.version).toBe(2);
    expect(applyProducts(cart, [told(differences)])?.cause).toBe('catalogue');
  });

  test('a picture and a category that were taken away are gone from the line too', () => {
    const cart = apply(aCart([[lamp, 1]]), told({ image: undefined, category: undefined }));
    expect(line(cart)).not.toHaveProperty('image');
    expect(line(cart)).not.toHaveProperty('category');
  });

  test("a variant's own picture counts more than the product's", () => {
    const variant = { variantId: lamp.variantId, title: 'Brass', price: euros(100), available: 5 };
    const cart = aCart([[lamp, 2]]);
    const own = apply(cart, told({ variants: [{ ...variant, image: 'https://img.example/brass.svg' }] }));
    expect(line(own)).toMatchObject({ image: 'https://img.example/brass.svg' });
    expect(applyProducts(cart, [told({ variants: [variant] })])).toBeUndefined();
  });

  test('a variant that is not offered any more, or in another currency, is gone and keeps its last price', () => {
    const other = { variantId: newId(VariantId), title: 'Steel', price: euros(90), available: 5 };
    const inDollars = { ...other, variantId: lamp.variantId, price: { amount: 1, currency: Currency.parse('USD') } };
    for (const variants of [[other], [inDollars]]) {
      const cart = apply(aCart([[lamp, 2]]), told({ variants }));
      expect(line(cart)).toMatchObject({ notice: 'gone', available: false, unitPrice: euros(100) });
    }
  });

  test('what the buyer would not see makes no new version', () => {
    const cart = aCart([[lamp, 2]]);
    expect(applyProducts(cart, [told({ description: 'Made of oak.', available: 7 })])).toBeUndefined();
  });

  test('another product changes nothing', () => {
    expect(applyProducts(aCart([[lamp, 2]]), [productOf(productEvent(anOffer()).data, 9)])).toBeUndefined();
  });

  test('an older or equal version never overwrites what the line knows', () => {
    const cart = aCart([[lamp, 2]]);
    expect(applyProducts(cart, [told({ price: 1 }, 2)])).toBeUndefined();
    expect(applyProducts(cart, [told({ price: 1 }, 3)])).toBeUndefined();
  });

  test('the same event again changes nothing', () => {
    const cart = apply(aCart([[lamp, 2]]), told({ price: 120 }));
    expect(applyProducts(cart, [told({ price: 120 })])).toBeUndefined();
  });

  test('a notice goes when the line is fine again', () => {
    const soldOut = apply(aCart([[lamp, 2]]), told({ available: 0 }, 4));
    expect(line(apply(soldOut, told({ available: 5 }, 5)))).toMatchObject({ available: true });
    expect(line(apply(soldOut, told({ available: 5 }, 5)))).not.toHaveProperty('notice');
    const dearer = apply(aCart([[lamp, 2]]), told({ price: 120 }, 4));
    expect(line(apply(dearer, told({ price: 100 }, 5)))).not.toHaveProperty('notice');
  });

  test('a sale that comes back as an active product can be ordered again', () => {
    const gone = apply(aCart([[lamp, 2]]), told({ status: 'draft' }, 4));
    expect(line(apply(gone, told({ status: 'active' }, 5)))).toMatchObject({ available: true });
  });

  test('what a closed shop sells can be ordered again when the shop opens, and says nothing of it', () => {
    const closed = apply(aCart([[lamp, 2]]), told({ shopOpen: false }, 4));
    const open = apply(closed, told({}, 5));
    expect(line(open)).toMatchObject({ available: true });
    expect(line(open)).not.toHaveProperty('notice');
    expect(line(open)).not.toHaveProperty('shopClosed');
    expect(line(apply(closed, told({ variants: [] }, 5)))).toMatchObject({ notice: 'gone' });
  });

  test('an offer of a closed shop cannot be put in, and says so in a line that is there', () => {
    const closed = { ...lamp, forSale: false, shopOpen: false, productVersion: 4 };
    expect(() => aCart([[closed, 1]])).toThrow('not for sale');
    expect(noticeOf(informed(lineOfLamp(), factsOf(closed)))).toBe('shop-closed');
    expect(noticeOf(informed(informed(lineOfLamp(), factsOf(closed)), factsOf({ ...lamp, productVersion: 5 })))).toBe(
      undefined,
    );
  });

  test('a price that no sum can hold takes the line off sale and leaves the cart readable', () => {
    const cart = apply(aCart([[lamp, 2]]), told({ price: 1_000_000_000_000 }));
    expect(snapshotOf(cart)).toMatchObject({ subtotal: 200, lines: [{ notice: 'gone' }] });
  });
});
