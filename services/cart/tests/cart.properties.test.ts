import { CartSnapshot, type Offer } from '@credenza/contracts';
import { Refusal } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Change, maxLines, type StoredCart, snapshotOf, subtotalOf } from '../src/cart.ts';
import { addPieces, clearCart, removeLine, setQuantity } from '../src/change-lines.ts';
import { maxQuantity, noticeOf } from '../src/line.ts';
import { applyProducts, productOf } from '../src/product.ts';
import { takeOrdered } from '../src/take-ordered.ts';
import { aCart, after, anOffer, euros, paidEvent, pricedNow, productEvent, takingIn } from './samples.ts';

const shop = Array.from({ length: 6 }, () => anOffer({ available: 1_200 }));
const variant = fc.constantFrom(...shop);
const quantity = fc.integer({ min: 1, max: maxQuantity });
const amount = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(0, 1_000_000_000_000));
const version = fc.integer({ min: 2, max: 40 });
const items = fc.array(fc.tuple(variant, fc.integer({ min: 1, max: 150 })), { maxLength: 6 });
const someItems = fc.array(fc.tuple(variant, fc.integer({ min: 1, max: 150 })), { minLength: 1, maxLength: 6 });
const quantities = (cart: StoredCart) => new Map(cart.lines.map((line) => [line.variantId, line.quantity]));

type Step = (cart: StoredCart) => Change | undefined;
const nth = (cart: StoredCart, index: number) => cart.lines[index % Math.max(1, cart.lines.length)];

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ of: variant, pieces: quantity, price: amount, productVersion: version })
    .map(({ of, pieces, price, productVersion }): Step => {
      const offer: Offer = { ...of, price: euros(price), productVersion };
      return (cart) => addPieces(cart, { offer, quantity: pieces });
    }),
  fc.tuple(fc.nat(20), quantity).map(
    ([index, pieces]): Step =>
      (cart) => {
        const line = nth(cart, index);
        const offer = shop.find((one) => one.variantId === line?.variantId);
        return line && setQuantity(cart, { lineId: line.lineId, quantity: pieces, offer });
      },
  ),
  fc.nat(20).map(
    (index): Step =>
      (cart) => {
        const line = nth(cart, index);
        return line && removeLine(cart, line.lineId);
      },
  ),
  fc.constant<Step>(clearCart),
  items.map(
    (held): Step =>
      (cart) =>
        takingIn(cart, aCart(held, null)),
  ),
  fc
    .record({
      of: variant,
      price: amount,
      available: fc.nat(1_500),
      on: version,
      status: fc.constantFrom('active', 'archived'),
    })
    .map(({ of, price, available, on, status }): Step => {
      const product = productOf(
        productEvent(of, { price, available, status: status === 'active' ? 'active' : 'archived' }).data,
        on,
      );
      return (cart) => applyProducts(cart, [product]);
    }),
  someItems.map(
    (held): Step =>
      (cart) =>
        takeOrdered(cart, paidEvent({ ...aCart(held), version: cart.version }).data),
  ),
);

/** Runs a step as the service does: a refusal changes nothing, anything else that is thrown is a bug. */
function attempt(cart: StoredCart, step: Step): { cart: StoredCart; change: Change | undefined } {
  try {
    const change = step(cart);
    return { cart: after(cart, change), change };
  } catch (error) {
    if (error instanceof Refusal) return { cart, change: undefined };
    throw error;
  }
}

describe('whatever happens in whatever order', () => {
  test('a cart stays countable, within its limits, and tells exactly what it is', () => {
    fc.assert(
      fc.property(items, fc.array(steps, { maxLength: 25 }), (held, journey) => {
        let cart = aCart(held);
        for (const step of journey) {
          const before = cart;
          const result = attempt(cart, step);
          cart = result.cart;
          const view = CartSnapshot.parse(snapshotOf(cart));
          expect(view.subtotal).toBe(view.lines.reduce((sum, line) => sum + line.total.amount, 0));
          expect(view.lines.every((line) => line.total.amount === line.unitPrice.amount * line.quantity)).toBe(true);
          expect(new Set(view.lines.map((line) => line.variantId)).size).toBe(view.lines.length);
          expect(new Set(view.lines.map((line) => line.lineId)).size).toBe(view.lines.length);
          expect(view.lines.length).toBeLessThanOrEqual(maxLines);
          expect(view.lines.filter((line) => !line.available && !line.notice)).toEqual([]);
          expect(view.lines.filter((line) => line.available && line.notice && line.notice !== 'price-changed')).toEqual(
            [],
          );
          expect(cart.version).toBe(result.change ? before.version + 1 : before.version);
          if (!result.change) continue;
          const { state, facts } = pricedNow(before, result.change);
          const priced = snapshotOf({ ...cart, ...(state.quote && { quote: state.quote }) });
          expect(facts.map((fact) => fact.data)).toMatchObject([priced]);
          expect(state.quote === undefined || priced.totals?.items === view.subtotal).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('two tabs that add pieces end with the sum, whoever comes first', () => {
    const adds = fc.array(fc.tuple(variant, fc.integer({ min: 1, max: 20 })), { maxLength: 20 });
    fc.assert(
      fc.property(adds, adds, (left, right) => {
        expect(quantities(aCart([...left, ...right]))).toEqual(quantities(aCart([...right, ...left])));
      }),
    );
  });
});

describe('merging', () => {
  test('gives the same quantities in both directions: the sum, up to what a line holds', () => {
    fc.assert(
      fc.property(items, items, (mine, theirs) => {
        const [a, b] = [aCart(mine), aCart(theirs)];
        const [ab, ba] = [after(a, takingIn(a, b)), after(b, takingIn(b, a))];
        expect(quantities(ab)).toEqual(quantities(ba));
        for (const [variantId, total] of quantities(ab)) {
          const both = (quantities(a).get(variantId) ?? 0) + (quantities(b).get(variantId) ?? 0);
          expect(total).toBe(Math.min(both, maxQuantity));
        }
      }),
    );
  });

  test('repeated any number of times counts once', () => {
    fc.assert(
      fc.property(items, items, fc.integer({ min: 2, max: 5 }), (mine, theirs, times) => {
        const guest = aCart(theirs, null);
        const before = aCart(mine);
        const merged = after(before, takingIn(before, guest));
        let again = merged;
        for (let n = 1; n < times; n += 1) again = after(again, takingIn(again, guest));
        expect(again).toEqual(merged);
      }),
    );
  });
});

describe('events', () => {
  const history = fc.uniqueArray(
    fc.record({ of: variant, price: fc.integer({ min: 1, max: 9_000 }), available: fc.nat(20), on: version }),
    { selector: ({ of, on }) => `${of.productId}:${on}`, maxLength: 12 },
  );

  test('of products, in any order and repeated, end with the newest of each', () => {
    fc.assert(
      fc.property(items, history, fc.infiniteStream(fc.nat(1_000)), (held, told, dice) => {
        const products = told.map(({ of, price, available, on }) =>
          productOf(productEvent(of, { price, available }).data, on),
        );
        const shuffled = [...products, ...products]
          .map((product) => ({ product, at: dice.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ product }) => product);
        const newest = new Map<string, (typeof products)[number]>();
        let cart = aCart(held);
        for (const product of shuffled) {
          const known = newest.get(product.productId);
          if (!known || known.version < product.version) newest.set(product.productId, product);
          cart = after(cart, applyProducts(cart, [newest.get(product.productId) ?? product]));
        }
        for (const line of cart.lines) {
          const last = newest.get(line.productId);
          if (!last) continue;
          const variantNow = last.variants.find((one) => one.variantId === line.variantId);
          expect(line.unitPrice).toBe(variantNow?.price);
          expect(noticeOf(line)).toBe(noticeOf({ ...line, stock: variantNow?.available ?? 0 }));
        }
        expect(subtotalOf(cart.lines)).toBe(snapshotOf(cart).subtotal);
      }),
    );
  });

  test('of a paid order take pieces out once, however often they come', () => {
    fc.assert(
      fc.property(someItems, items, fc.integer({ min: 2, max: 4 }), (held, later, times) => {
        const checkout = aCart(held);
        const order = paidEvent(checkout);
        let cart = checkout;
        for (const [offer, pieces] of later) cart = after(cart, addPieces(cart, { offer, quantity: pieces }));
        const expected = later.reduce(
          (sum, [offer, pieces]) => sum.set(offer.variantId, (sum.get(offer.variantId) ?? 0) + pieces),
          new Map<string, number>(),
        );
        for (let n = 0; n < times; n += 1) cart = after(cart, takeOrdered(cart, order.data));
        expect(quantities(cart)).toEqual(expected);
      }),
    );
  });
});
