import { describe, expect, test } from '@jest/globals';
import { type StoredCart, snapshotOf } from '../src/cart.ts';
import { addPieces, removeLine, setQuantity } from '../src/change-lines.ts';
import { takeOrdered } from '../src/take-ordered.ts';
import { aCart, after, anOffer, paidEvent } from './samples.ts';

const [lamp, chair] = [anOffer(), anOffer()];
const lineId = (cart: StoredCart) => {
  const [line] = cart.lines;
  if (!line) throw new Error('no line');
  return line.lineId;
};
const take = (cart: StoredCart, order: ReturnType<typeof paidEvent>) => after(cart, takeOrdered(cart, order.data));

describe('a paid order', () => {
  test('empties the cart that it came from', () => {
    const cart = aCart([
      [lamp, 2],
      [chair, 1],
    ]);
    expect(snapshotOf(take(cart, paidEvent(cart)))).toMatchObject({ lines: [], subtotal: 0, version: 3 });
    expect(takeOrdered(cart, paidEvent(cart).data)?.cause).toBe('ordered');
  });

  test('is taken out once', () => {
    const checkout = aCart([[lamp, 2]]);
    const order = paidEvent(checkout);
    const more = after(checkout, setQuantity(checkout, { lineId: lineId(checkout), quantity: 6, offer: lamp }));
    const once = take(more, order);
    expect(once.lines[0]?.quantity).toBe(4);
    expect(takeOrdered(once, order.data)).toBeUndefined();
  });

  test('leaves what was added after the checkout, of another variant or of the same', () => {
    const checkout = aCart([[lamp, 2]]);
    const order = paidEvent(checkout);
    const withChair = after(checkout, addPieces(checkout, { offer: chair, quantity: 1 }));
    expect(take(withChair, order).lines.map((line) => line.variantId)).toEqual([chair.variantId]);
    const moreLamps = after(checkout, addPieces(checkout, { offer: lamp, quantity: 1 }));
    expect(take(moreLamps, order).lines.map((line) => line.quantity)).toEqual([1]);
  });

  test('does not touch a line that was taken out and put in anew after the checkout', () => {
    const checkout = aCart([[lamp, 2]]);
    const order = paidEvent(checkout);
    const without = after(checkout, removeLine(checkout, lineId(checkout)));
    const again = after(without, addPieces(without, { offer: lamp, quantity: 1 }));
    expect(takeOrdered(again, order.data)).toBeUndefined();
  });

  test('takes what is left when the buyer has lowered the quantity meanwhile', () => {
    const checkout = aCart([[lamp, 3]]);
    const lowered = after(checkout, setQuantity(checkout, { lineId: lineId(checkout), quantity: 1 }));
    expect(take(lowered, paidEvent(checkout)).lines).toEqual([]);
  });

  test('changes nothing in a cart that was cleared meanwhile', () => {
    const checkout = aCart([[lamp, 3]]);
    expect(takeOrdered({ ...checkout, lines: [], version: 5 }, paidEvent(checkout).data)).toBeUndefined();
  });
});
