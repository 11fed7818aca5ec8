import { newId, UserId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { maxLines, snapshotOf } from '../src/cart.ts';
import { closeFor, isOpen, mergeGuest } from '../src/merge-guest.ts';
import { aCart, after, anOffer, euros, takingIn } from './samples.ts';

const many = (count: number) =>
  Array.from({ length: count }, (): [ReturnType<typeof anOffer>, number] => [anOffer(), 1]);

describe("taking in a guest's cart", () => {
  test('pieces of the same variant add up, other lines come along', () => {
    const [lamp, chair] = [anOffer(), anOffer()];
    const mine = aCart([[lamp, 2]]);
    const guest = aCart(
      [
        [lamp, 3],
        [chair, 1],
      ],
      null,
    );
    const merged = after(mine, takingIn(mine, guest));
    expect(merged.lines.map(({ variantId, quantity }) => [variantId, quantity])).toEqual([
      [lamp.variantId, 5],
      [chair.variantId, 1],
    ]);
    expect(takingIn(mine, guest)?.cause).toBe('merged');
  });

  test('a second time nothing is added', () => {
    const mine = aCart();
    const guest = aCart([[anOffer(), 3]], null);
    const merged = after(mine, takingIn(mine, guest));
    expect(takingIn(merged, guest)).toBeUndefined();
  });

  test('what the same guest has put in since then is added', () => {
    const [lamp, chair] = [anOffer(), anOffer()];
    const mine = aCart();
    const merged = after(mine, mergeGuest(mine, aCart([[lamp, 3]], null), 'before'));
    const again = { ...aCart([[chair, 1]], null), _id: 'the same cart' };
    expect(after(merged, mergeGuest(merged, again, 'since')).lines.map(({ variantId }) => variantId)).toEqual([
      lamp.variantId,
      chair.variantId,
    ]);
  });

  test('an empty one changes nothing', () => {
    expect(takingIn(aCart(), aCart([], null))).toBeUndefined();
  });

  test('a line holds no more than 999, and the stock decides whether that can be ordered', () => {
    const offer = anOffer({ available: 700 });
    const mine = aCart([[offer, 600]]);
    const merged = after(mine, takingIn(mine, aCart([[offer, 600]], null)));
    expect(snapshotOf(merged).lines[0]).toMatchObject({ quantity: 999, available: false, notice: 'less-stock' });
  });

  test("a full cart keeps its own lines and still adds to the guest's same variants", () => {
    const offer = anOffer();
    const mine = aCart([...many(maxLines - 1), [offer, 1]]);
    const merged = after(
      mine,
      takingIn(
        mine,
        aCart(
          [
            [anOffer(), 1],
            [offer, 1],
          ],
          null,
        ),
      ),
    );
    expect(merged.lines).toHaveLength(maxLines);
    expect(merged.lines.at(-1)).toMatchObject({ variantId: offer.variantId, quantity: 2 });
  });

  test('the newer word about price and stock wins, wherever it comes from', () => {
    const old = anOffer({ productVersion: 1, price: euros(100) });
    const newer = { ...old, productVersion: 2, price: euros(120) };
    for (const [mine, guest] of [
      [aCart([[old, 1]]), aCart([[newer, 1]], null)],
      [aCart([[newer, 1]]), aCart([[old, 1]], null)],
    ] as const) {
      expect(after(mine, takingIn(mine, guest)).lines[0]).toMatchObject({ unitPrice: 120, productVersion: 2 });
    }
  });

  test('lines that would make the sum uncountable stay behind', () => {
    const mine = aCart([[anOffer({ price: euros(1_000_000_000_000) }), 1]]);
    const merged = after(mine, takingIn(mine, aCart([[anOffer(), 1]], null)));
    expect(merged.lines).toHaveLength(1);
  });
});

describe('closing a guest cart', () => {
  test('the first user who signs in has it, nobody after', () => {
    const guest = aCart([[anOffer(), 1]], null);
    const [me, somebody] = [newId(UserId), newId(UserId)];
    const closed = after(guest, closeFor(guest, { id: 'first', by: me }));
    expect(isOpen(guest)).toBe(true);
    expect(isOpen(closed)).toBe(false);
    expect(closeFor(closed, { id: 'second', by: somebody })).toBeUndefined();
    expect(closed.takenOver).toEqual({ id: 'first', by: me });
  });
});
