import { type CartLine, type CartSnapshot, newId, type Offer, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { differencesSince, snapshotSeen } from '../src/differences.ts';
import { sampleCart } from './samples.ts';

const seen = sampleCart(newId(UserId), [1_000, 2_000], 3);
const [first, second] = seen.lines;
if (!first || !second) throw new Error('two lines');

/** What the shop says about a line of the cart. */
function offerOf(line: CartLine, about: Partial<Offer> = {}): Offer {
  const { variantId, productId, sellerId, sellerName, title, variantTitle, unitPrice: price } = line;
  const who = { variantId, productId, sellerId, sellerName, title, variantTitle };
  return { ...who, price, available: 9, forSale: true, productVersion: 1, ...about };
}
const priced = (line: CartLine, amount: number): CartLine => ({ ...line, unitPrice: { ...line.unitPrice, amount } });
const now = (...lines: CartLine[]): CartSnapshot => ({ ...seen, version: 4, lines });
const money = (amount: number) => ({ amount, currency: seen.currency });

describe('a cart that is not what the buyer has looked at', () => {
  test('differs in nothing when the shop is as it was', () => {
    expect(differencesSince(seen, now(first, second), [offerOf(first), offerOf(second)])).toEqual([]);
  });

  test('differs in a price, whether the cart has heard of it or not', () => {
    const expected = [
      { kind: 'price', variantId: first.variantId, title: first.title, was: 1_000, now: 1_250, currency: 'EUR' },
    ];
    const offers = [offerOf(first, { price: money(1_250) }), offerOf(second)];
    expect(differencesSince(seen, now(first, second), offers)).toEqual(expected);
    expect(differencesSince(seen, now(priced(first, 1_250), second), offers)).toEqual(expected);
  });

  test('differs in nothing when a price came back to what the buyer saw', () => {
    expect(differencesSince(seen, now(priced(first, 1_250)), [offerOf(first)])).toEqual([]);
  });

  test('differs in stock and price of one line, and in a line that is gone', () => {
    const offers = [offerOf(second, { price: money(1), available: 1 })];
    expect(differencesSince(seen, now(first, second), offers)).toEqual([
      { kind: 'gone', variantId: first.variantId, title: first.title },
      { kind: 'price', variantId: second.variantId, title: second.title, was: 2_000, now: 1, currency: 'EUR' },
      { kind: 'stock', variantId: second.variantId, title: second.title, wanted: 2, available: 1 },
    ]);
  });

  test('counts what is not for sale as gone', () => {
    expect(differencesSince(seen, now(first), [offerOf(first, { forSale: false })])).toMatchObject([{ kind: 'gone' }]);
  });

  test('does not count what the buyer changed in another tab, but what the shop cannot give of it', () => {
    const more = { ...first, quantity: 5 };
    expect(differencesSince(seen, now(more), [offerOf(more)])).toEqual([]);
    expect(differencesSince(seen, now(more), [offerOf(more, { available: 4 })])).toMatchObject([
      { kind: 'stock', wanted: 5, available: 4 },
    ]);
  });

  test('whose looked-at state is unknown is compared by the prices it has', () => {
    const offers = [offerOf(first, { price: money(900) })];
    expect(differencesSince(undefined, now(first), offers)).toMatchObject([{ kind: 'price', was: 1_000, now: 900 }]);
  });
});

test('the snapshot that a buyer has looked at is that version, or the last one before it', () => {
  const known = [2, 3, 6].map((version) => ({ ...seen, version }));
  expect([1, 2, 3, 5, 6, 9].map((version) => snapshotSeen(known, version)?.version)).toEqual([
    undefined,
    2,
    3,
    3,
    6,
    6,
  ]);
  expect(snapshotSeen([], 3)).toBeUndefined();
});
