import { Currency, newId, ProductId, UserId, VariantId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { categoryOf, categoryPath } from '../src/category.ts';
import { readCursor, writeCursor } from '../src/cursor.ts';
import { cleanHtml, plainText } from '../src/html.ts';
import type { Level } from '../src/levels.ts';
import { perVariant } from '../src/lines.ts';
import { filterOf } from '../src/list-filter.ts';
import { ListQuery } from '../src/list-query.ts';
import { differences } from '../src/offers.ts';
import { ProductInput } from '../src/product.ts';
import { newProduct, remove, revise } from '../src/product-change.ts';
import { slugOf } from '../src/slug.ts';
import { newsOf } from '../src/stock.ts';
import { openingLevels, planVariants } from '../src/variants.ts';
import { chair, lamp } from './support.ts';

const now = new Date('2026-01-01T12:00:00Z');
const later = new Date('2026-01-02T12:00:00Z');
const fresh = () => newId(VariantId);
const level = (onHand: number, available = onHand): Level => ({
  onHand,
  available,
  held: onHand > available,
  lowStockThreshold: 3,
});

/** A new product as it would be stored. */
function stored(product: object) {
  const input = ProductInput.parse(product);
  const plan = planVariants([], new Map(), input.variants, fresh);
  const levels = openingLevels(plan.opened);
  const productId = newId(ProductId);
  const about = { productId, sellerId: newId(UserId), sellerName: 'Shop', variants: plan.variants, levels, now };
  return { input, levels, product: { ...newProduct(input, about).state, _id: productId, version: 1 } };
}

describe('a new product', () => {
  test('carries what lists and searches go by', () => {
    const { product } = stored(chair);
    expect(product).toMatchObject({
      handle: 'oak-chair',
      categories: ['Home', 'Home / Chairs'],
      pairs: ['color:oak'],
      priceMin: 7_900,
      priceMax: 9_900,
      inStock: true,
      titleKey: 'oak chair',
      live: true,
    });
    expect(product.soldOut).toEqual([product.variants[1]?.variantId]);
  });

  test('without a piece is not in stock', () => {
    expect(stored({ ...lamp, variants: [{ options: [], price: 1, stock: 0 }] }).product.inStock).toBe(false);
  });
});

describe('a revision', () => {
  test('that brings nothing new is none', () => {
    const { product, levels } = stored(lamp);
    expect(revise(product, { title: lamp.title, tags: [...lamp.tags] }, { levels, now: later })).toBeUndefined();
    const reordered = { room: 'living room', color: 'brass' };
    expect(revise(product, { attributes: reordered }, { levels, now: later })).toBeUndefined();
  });

  test('writes only what differs, and what is made from it', () => {
    const { product, levels } = stored(lamp);
    const decision = revise(product, { title: 'Other lamp' }, { levels, now: later });
    expect(Object.keys(decision?.state ?? {}).sort()).toEqual(['title', 'titleKey', 'updatedAt']);
    expect(decision?.facts).toMatchObject([
      { type: 'product.updated', data: { changes: ['details'], title: 'Other lamp' } },
    ]);
  });

  test('says of each change what kind it is', () => {
    const { product, levels } = stored(lamp);
    const variants = product.variants.map((variant) => ({ ...variant, price: 1 }));
    const revision = { status: 'archived' as const, title: 'Other', variants };
    const decision = revise(product, revision, { levels, stockSet: true, now: later });
    expect(decision?.facts[0]?.data).toMatchObject({ changes: ['status', 'details', 'price', 'stock'] });
  });

  test('tells the pictures of the product and of each variant that has its own', () => {
    const [wool, felt] = chair.variants;
    const images = [{ src: '/media/chairs.svg', alt: '' }];
    const { product, levels } = stored({ ...chair, images, variants: [{ ...wool, image: '/media/wool.svg' }, felt] });
    const decision = revise(product, { title: 'Other chair' }, { levels, now: later });
    expect(decision?.facts[0]?.data).toMatchObject({
      image: '/media/chairs.svg',
      variants: [{ image: '/media/wool.svg' }, { image: undefined }],
    });
  });

  test('takes a field away with undefined', () => {
    const { product, levels } = stored(lamp);
    const decision = revise(product, { category: undefined }, { levels, now: later });
    expect(decision?.state).toMatchObject({ category: undefined, categories: [] });
    expect(decision?.facts[0]?.data).toMatchObject({ category: undefined });
  });

  test('tells of a sold-out variant once', () => {
    const { product } = stored(lamp);
    const variantId = product.variants[0]?.variantId ?? '';
    const levels = new Map([[variantId, level(2, 0)]]);
    const decision = revise(product, {}, { levels, now: later });
    expect(decision).toMatchObject({
      state: { inStock: false, soldOut: [variantId] },
      facts: [{ data: { changes: ['stock'] } }],
    });
    const after = { ...product, ...decision?.state, soldOut: product.variants.map((variant) => variant.variantId) };
    expect(revise({ ...after, inStock: false }, {}, { levels, now: later })).toBeUndefined();
  });

  test('that deletes frees the handle and can not be made twice', () => {
    const { product, levels } = stored(lamp);
    expect(remove(product, { levels, now: later }).state).toMatchObject({ status: 'deleted', live: undefined });
    expect(() => remove({ ...product, status: 'deleted' }, { levels, now: later })).toThrow('There is no such product');
  });
});

describe('other variants', () => {
  const wanted = ProductInput.parse(chair).variants;

  test('keep the id of every combination that stays, and open what is new', () => {
    const { product, levels } = stored(chair);
    const plan = planVariants(product.variants, levels, [...wanted].reverse(), fresh);
    expect(plan.variants.map(({ variantId }) => variantId)).toEqual(
      product.variants.map(({ variantId }) => variantId).reverse(),
    );
    expect([plan.opened, plan.restocked, plan.closed]).toEqual([[], [], []]);
  });

  test('change the stock only where it differs', () => {
    const { product, levels } = stored(chair);
    const plan = planVariants(
      product.variants,
      levels,
      wanted.map((variant, index) => ({ ...variant, stock: index === 0 ? 9 : variant.stock })),
      fresh,
    );
    expect(plan.restocked).toMatchObject([{ variantId: product.variants[0]?.variantId, onHand: 9 }]);
  });

  test('close what leaves, but hide what an order holds', () => {
    const { product, levels } = stored(chair);
    const [first, second] = product.variants;
    const held = new Map([...levels, [first?.variantId ?? '', level(4, 3)]]);
    const plan = planVariants(product.variants, held, wanted.slice(2), fresh);
    expect(plan.closed).toEqual([first?.variantId, second?.variantId]);
    expect(plan.variants).toMatchObject([{ title: '65 cm / wool' }, { variantId: first?.variantId, hidden: true }]);
    const back = planVariants(plan.variants, held, wanted, fresh);
    expect(back.variants[0]).toMatchObject({ variantId: first?.variantId });
    expect(back.variants[0]).not.toHaveProperty('hidden');
  });
});

describe('a cart and the shop', () => {
  const variantId = newId(VariantId);
  const offer = {
    variantId,
    productId: newId(ProductId),
    sellerId: newId(UserId),
    sellerName: 'Shop',
    title: 'Lamp',
    variantTitle: 'Default',
    price: { amount: 100, currency: 'EUR' },
    available: 5,
    forSale: true,
    productVersion: 1,
  };
  const euro = Currency.parse('EUR');
  const line = (quantity: number, amount: number) => ({
    variantId,
    quantity,
    unitPrice: { amount, currency: euro },
    title: 'Lamp',
  });

  test('agree, or differ in price, stock or existence', () => {
    expect(differences([line(5, 100)], [offer])).toEqual([]);
    expect(differences([line(6, 100)], [offer])).toMatchObject([{ kind: 'stock', wanted: 6, available: 5 }]);
    expect(differences([line(6, 90)], [offer])).toMatchObject([
      { kind: 'price', was: 90, now: 100 },
      { kind: 'stock' },
    ]);
    expect(differences([line(1, 100)], [])).toMatchObject([{ kind: 'gone' }]);
    expect(differences([line(1, 100)], [{ ...offer, forSale: false }])).toMatchObject([{ kind: 'gone' }]);
  });

  test('differ when the currency does', () => {
    const dollars = { ...line(1, 100), unitPrice: { amount: 100, currency: Currency.parse('USD') } };
    expect(differences([dollars], [offer])).toMatchObject([{ kind: 'price' }]);
  });
});

test('lines of one variant add up, and every order meets the others in the same order', () => {
  const line = fc.record({ variantId: fc.constantFrom('a', 'b', 'c', 'd'), quantity: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const summed = perVariant(lines);
      const ids = summed.map(({ variantId }) => variantId);
      expect(ids).toEqual([...new Set(lines.map(({ variantId }) => variantId))].sort());
      const total = (all: { quantity: number }[]) => all.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(total(summed)).toBe(total(lines));
    }),
  );
});

test('there is news when what is differs from what was said', () => {
  const stock = { available: 0, lowStockThreshold: 3, saidEmpty: false, saidLow: false };
  expect(newsOf(stock)).toEqual({ empty: true, low: true });
  expect(newsOf({ ...stock, saidEmpty: true, saidLow: true })).toEqual({});
  expect(newsOf({ ...stock, available: 9, saidEmpty: true, saidLow: true })).toEqual({ empty: false, low: false });
});

describe('descriptions', () => {
  test('are clean once cleaned', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<p>',
            '</p>',
            '<script>',
            '</script>',
            '<a href="',
            'javascript:',
            '">',
            '&lt;',
            '<img src=x onerror=',
            '"',
            'text',
            '<!--',
            '-->',
            '<svg onload=',
          ),
        ),
        (parts) => {
          const clean = cleanHtml(parts.join(''));
          expect(cleanHtml(clean)).toBe(clean);
          // What stands inside quotes is text.
          expect(clean.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|<svg|<[^>]*\son\w+=/i);
          expect(clean).not.toMatch(/href="\s*javascript:/i);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('become text for searching: words of neighbouring blocks stay apart', () => {
    expect(plainText('<p>one &amp; two</p><ul><li>three</li><li>four &lt;5</li></ul>', 100)).toBe(
      'one & two three four <5',
    );
    expect(plainText(`<p>${'x'.repeat(50)}</p>`, 10)).toHaveLength(10);
  });
});

describe('words', () => {
  test.each([
    ['Café Table, 80 cm', 'cafe-table-80-cm'],
    ['Große Lampe', 'grosse-lampe'],
    ['***', 'product'],
    ['椅子', 'product'],
    [`${'a'.repeat(99)} b`, 'a'.repeat(99)],
  ])('%s is addressed as %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  test('every title gives a handle that is valid', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }), (title) => {
        expect(slugOf(title)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      }),
    );
  });

  test('of categories form a path, however they are written', () => {
    expect(categoryPath(' Home/Lamps  / Floor lamps/')).toEqual(['Home', 'Home / Lamps', 'Home / Lamps / Floor lamps']);
    expect(categoryPath(undefined)).toEqual([]);
    expect(categoryOf('Home / Lamps', 3, { attributes: [] })).toEqual({
      path: 'Home / Lamps',
      name: 'Lamps',
      parent: 'Home',
      count: 3,
    });
    expect(ProductInput.parse({ ...lamp, category: 'Home/Lamps' }).category).toBe('Home / Lamps');
  });
});

describe('a list’s parameters', () => {
  test('mean the same in another order', () => {
    const one = ListQuery.parse({ tag: ['b', 'a'], q: ' lamp ', limit: '5' });
    const two = ListQuery.parse({ limit: 5, q: 'lamp', tag: ['a', 'b', 'a'] });
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  });

  test('never reach the database as anything but values', () => {
    const filter = filterOf(ListQuery.parse({ attribute: '$where:1', tag: '$ne', category: '{"$gt":""}' }));
    expect(filter).toEqual({
      status: 'active',
      shopClosed: { $ne: true },
      categories: '{"$gt":""}',
      tags: { $all: ['$ne'] },
      $and: [{ pairs: { $in: ['$where:1'] } }],
    });
  });

  test('a cursor is read as it was written', () => {
    const id = newId(ProductId);
    const key = fc.oneof(fc.string({ maxLength: 50 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }));
    fc.assert(
      fc.property(key, (key) => {
        const cursor = writeCursor({ order: 'title', key, id });
        expect(readCursor(cursor)).toEqual({ order: 'title', key, id });
        expect(cursor.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
