import { Currency, LineId, newId, ProductId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { maxLines, type StoredCart, snapshotOf } from '../src/cart.ts';
import { addPieces, clearCart, needsOffer, removeLine, setQuantity } from '../src/change-lines.ts';
import { aCart, after, anOffer, euros } from './samples.ts';

const first = (cart: StoredCart) => snapshotOf(cart).lines[0];
const firstId = (cart: StoredCart) => LineId.parse(cart.lines[0]?.lineId);

describe('adding', () => {
  test('the first pieces of a variant make a line at the live price', () => {
    const offer = anOffer({ price: euros(4_900) });
    expect(snapshotOf(aCart([[offer, 2]]))).toMatchObject({
      version: 1,
      currency: 'EUR',
      subtotal: 9_800,
      lines: [
        { variantId: offer.variantId, quantity: 2, unitPrice: euros(4_900), total: euros(9_800), available: true },
      ],
    });
  });

  test('more pieces of the same variant go into the same line', () => {
    const offer = anOffer();
    const cart = aCart([
      [offer, 2],
      [anOffer(), 1],
      [offer, 3],
    ]);
    expect(cart.lines.map((line) => line.quantity)).toEqual([5, 1]);
  });

  test.each([
    ['more than the stock', anOffer({ available: 3 }), 4, 3],
    ['anything that is sold out', anOffer({ available: 0 }), 1, 0],
    ['what is not for sale, however much there is', anOffer({ forSale: false }), 1, 0],
    ['more than 999 pieces, however many there are', anOffer({ available: 5_000 }), 1_000, 999],
  ])('%s is refused and says what is available', (_what, offer, quantity, available) => {
    expect(() => addPieces(aCart(), { offer, quantity })).toThrow(
      expect.objectContaining({ type: 'conflict', extensions: { available } }),
    );
  });

  test('what is in the cart already counts against the stock', () => {
    const offer = anOffer({ available: 5 });
    expect(() => addPieces(aCart([[offer, 3]]), { offer, quantity: 3 })).toThrow(
      expect.objectContaining({ extensions: { available: 5 } }),
    );
  });

  test('a variant priced in another currency is refused', () => {
    const offer = anOffer({ price: { amount: 100, currency: Currency.parse('USD') } });
    expect(() => addPieces(aCart(), { offer, quantity: 1 })).toThrow(/EUR.*USD/);
  });

  test('line 101 is refused, more of line 100 is not', () => {
    const offer = anOffer();
    const full = aCart([
      ...Array.from({ length: maxLines - 1 }, (): [typeof offer, number] => [anOffer(), 1]),
      [offer, 1],
    ]);
    expect(() => addPieces(full, { offer: anOffer(), quantity: 1 })).toThrow(/100/);
    expect(after(full, addPieces(full, { offer, quantity: 1 })).lines.at(-1)?.quantity).toBe(2);
  });

  test('a sum beyond what an amount can say is refused, not miscounted', () => {
    const offer = anOffer({ price: euros(1_000_000_000_000), available: 2 });
    const cart = aCart([[offer, 1]]);
    expect(() => addPieces(cart, { offer, quantity: 1 })).toThrow(/value/);
  });

  test('an offer older than what the line knows does not bring the old price back', () => {
    const offer = anOffer({ productVersion: 5, price: euros(200) });
    const cart = aCart([[offer, 1]]);
    const old = { ...offer, productVersion: 4, price: euros(100) };
    expect(first(after(cart, addPieces(cart, { offer: old, quantity: 1 })))).toMatchObject({
      quantity: 2,
      unitPrice: euros(200),
    });
  });

  test('the same Idempotency-Key counts once and refuses to stand for something else', () => {
    const offer = anOffer();
    const cart = after(aCart(), addPieces(aCart(), { offer, quantity: 1, key: 'click-1' }));
    expect(addPieces(cart, { offer, quantity: 1, key: 'click-1' })).toBeUndefined();
    expect(() => addPieces(cart, { offer, quantity: 2, key: 'click-1' })).toThrow(
      expect.objectContaining({ type: 'key-reused' }),
    );
    expect(after(cart, addPieces(cart, { offer, quantity: 1, key: 'click-2' })).lines[0]?.quantity).toBe(2);
  });

  test('a cart remembers only its latest keys', () => {
    const offer = anOffer({ available: 999 });
    let cart = aCart();
    for (let n = 0; n < 60; n += 1) cart = after(cart, addPieces(cart, { offer, quantity: 1, key: `click-${n}` }));
    expect(cart.keyedAdditions).toHaveLength(50);
    expect(cart.keyedAdditions?.at(-1)?.key).toBe('click-59');
  });
});

describe('setting a quantity', () => {
  test('asks for the stock only when there shall be more, or when the line is in trouble', () => {
    const [line] = aCart([[anOffer({ available: 5 }), 3]]).lines;
    if (!line) throw new Error('no line');
    expect([2, 3, 4].map((quantity) => needsOffer(line, quantity))).toEqual([false, false, true]);
    expect([2, 3].map((quantity) => needsOffer({ ...line, stock: 1 }, quantity))).toEqual([false, true]);
  });

  test('more than the stock is refused and leaves the line as it was', () => {
    const offer = anOffer({ available: 3 });
    const cart = aCart([[offer, 2]]);
    expect(() => setQuantity(cart, { lineId: firstId(cart), quantity: 4, offer })).toThrow(
      expect.objectContaining({ extensions: { available: 3 } }),
    );
    expect(cart.lines[0]?.quantity).toBe(2);
  });

  test('less needs no offer, even of a variant that is gone', () => {
    const cart = aCart([[anOffer(), 5]]);
    const gone = { ...cart, lines: cart.lines.map((line) => ({ ...line, forSale: false })) };
    expect(first(after(gone, setQuantity(gone, { lineId: firstId(gone), quantity: 1 })))).toMatchObject({
      quantity: 1,
      notice: 'gone',
    });
  });

  test('the same quantity accepts a price that has changed; again it changes nothing', () => {
    const cart = aCart([[anOffer({ price: euros(100) }), 2]]);
    const dearer = { ...cart, lines: cart.lines.map((line) => ({ ...line, unitPrice: 150 })) };
    expect(first(dearer)).toMatchObject({ available: true, notice: 'price-changed' });
    const accepted = after(dearer, setQuantity(dearer, { lineId: firstId(dearer), quantity: 2 }));
    expect(first(accepted)).not.toHaveProperty('notice');
    expect(setQuantity(accepted, { lineId: firstId(accepted), quantity: 2 })).toBeUndefined();
  });

  test('less-stock goes away when the line fits the stock again', () => {
    const cart = aCart([[anOffer({ available: 9 }), 5]]);
    const short = { ...cart, lines: cart.lines.map((line) => ({ ...line, stock: 3 })) };
    expect(first(short)).toMatchObject({ available: false, notice: 'less-stock' });
    expect(first(after(short, setQuantity(short, { lineId: firstId(short), quantity: 3 })))).toMatchObject({
      available: true,
    });
  });

  test('a line that is not there is not found', () => {
    expect(() => setQuantity(aCart(), { lineId: newId(LineId), quantity: 1 })).toThrow(
      expect.objectContaining({ type: 'not-found' }),
    );
  });
});

describe('taking out', () => {
  test('a line goes and the others stay', () => {
    const cart = aCart([
      [anOffer(), 1],
      [anOffer({ title: 'Chair' }), 1],
    ]);
    const left = after(cart, removeLine(cart, firstId(cart)));
    expect(left.lines.map((line) => line.title)).toEqual(['Chair']);
    expect(() => removeLine(left, firstId(cart))).toThrow(expect.objectContaining({ type: 'not-found' }));
  });

  test('clearing an empty cart changes nothing', () => {
    const cart = aCart([[anOffer(), 1]]);
    const cleared = after(cart, clearCart(cart));
    expect(snapshotOf(cleared)).toMatchObject({ lines: [], subtotal: 0, version: 2 });
    expect(clearCart(cleared)).toBeUndefined();
  });
});

describe('what others see', () => {
  test('a snapshot says nothing about how the cart remembers', () => {
    const [line] = snapshotOf(aCart([[anOffer({ productId: newId(ProductId) }), 1]])).lines;
    expect(Object.keys(line ?? {}).sort()).toEqual(
      [
        ...['available', 'category', 'image', 'lineId', 'productId', 'quantity', 'sellerId', 'sellerName', 'title'],
        ...['total', 'unitPrice', 'variantId', 'variantTitle'],
      ].sort(),
    );
  });
});
