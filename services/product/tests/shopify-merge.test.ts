import { newId, ProductId, UserId, VariantId } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Level } from '../src/levels.ts';
import { ProductInput } from '../src/product.ts';
import { newProduct } from '../src/product-change.ts';
import type { Product } from '../src/product-state.ts';
import { type Column, spellings } from '../src/shopify-columns.ts';
import { asTold, keepUntold } from '../src/shopify-merge.ts';
import { titleOf } from '../src/variants.ts';
import { anyProduct } from './shopify-generated.ts';

const isColumn = (name: string): name is Column => name in spellings;
const every = new Set<Column>(Object.keys(spellings).filter(isColumn));
const only = (...columns: Column[]) => new Set<Column>(columns);

/** The product as it would be stored. */
function stored(input: ProductInput): Product {
  const variants = input.variants.map(({ stock: _stock, lowStockThreshold: _threshold, ...variant }) => ({
    ...variant,
    variantId: newId(VariantId),
    title: titleOf(variant.options),
  }));
  const about = { sellerId: newId(UserId), sellerName: 'Acme', levels: new Map(), now: new Date(0) };
  return newProduct({ ...input, handle: 'it' }, { ...about, productId: newId(ProductId), variants }).state;
}

const levels = new Map<string, Level>();
const pot = ProductInput.parse({
  title: 'Pot',
  descriptionHtml: '<p>Round</p>',
  status: 'archived',
  category: 'Garden / Pots',
  tags: ['clay'],
  attributes: { Material: 'clay' },
  images: [{ src: 'https://img.example/1.jpg', alt: 'front' }],
  vendor: 'Acme',
  seo: { title: 'Buy a pot', description: 'Round' },
  options: [{ name: 'Size', values: ['L', 'S'] }],
  variants: [
    { options: ['S'], price: 500, stock: 4, sku: 'S-1', barcode: '1', compareAtPrice: 700, weightGrams: 100 },
    { options: ['L'], price: 900, stock: 2, sku: 'L-1', lowStockThreshold: 9, image: 'https://img.example/1.jpg' },
  ],
});
const pricesOnly = ProductInput.parse({
  title: 'Pot',
  options: [{ name: 'Size', values: ['S', 'L'] }],
  variants: [
    { options: ['S'], price: 1, stock: 0 },
    { options: ['L'], price: 2, stock: 0 },
  ],
});
const priceColumns = only('handle', 'title', 'price', 'option1Name', 'option1Value');

describe('what a file tells and what is known', () => {
  test('a file with every column says all there is to say', () => {
    fc.assert(
      fc.property(anyProduct, anyProduct, (before, after) => {
        const told = ProductInput.parse(after);
        const present = stored(ProductInput.parse(before));
        const { options, ...wanted } = keepUntold(told, present, { columns: every, incomplete: false, levels });
        const { options: toldOptions, ...rest } = asTold(told, { columns: every, incomplete: false });
        expect(wanted).toEqual(rest);
        expect(options.map(({ values }) => values.toSorted())).toEqual(
          toldOptions.map(({ values }) => values.toSorted()),
        );
      }),
      { numRuns: 50 },
    );
  }, 60_000);

  test('a file of prices changes prices and nothing else; stock and thresholds are not even mentioned', () => {
    const wanted = keepUntold(pricesOnly, stored(pot), { columns: priceColumns, incomplete: false, levels });
    expect(wanted).toEqual({
      ...pot,
      variants: pot.variants.map(({ stock: _stock, lowStockThreshold: _threshold, ...variant }, index) => ({
        ...variant,
        price: index + 1,
      })),
    });
    for (const variant of wanted.variants) {
      expect(variant).not.toHaveProperty('stock');
      expect(variant).not.toHaveProperty('lowStockThreshold');
    }
  });

  test('a blank cell of a column that is there empties', () => {
    const columns = new Set([...priceColumns, ...only('vendor', 'sku', 'seoTitle', 'tags', 'type', 'imageSrc')]);
    const wanted = keepUntold(pricesOnly, stored(pot), { columns, incomplete: false, levels });
    expect(wanted).toMatchObject({
      tags: [],
      images: [],
      seo: { description: 'Round' },
      descriptionHtml: '<p>Round</p>',
    });
    expect([wanted.vendor, wanted.category, wanted.seo?.title]).toEqual([undefined, undefined, undefined]);
    expect(wanted.variants.map(({ sku, barcode }) => [sku, barcode])).toEqual([
      [undefined, '1'],
      [undefined, undefined],
    ]);
  });

  test('images without texts keep the texts that are known', () => {
    const columns = new Set([...priceColumns, ...only('imageSrc')]);
    const images = ['2', '1'].map((name) => ({ src: `https://img.example/${name}.jpg`, alt: '' }));
    const wanted = keepUntold({ ...pricesOnly, images }, stored(pot), { columns, incomplete: false, levels });
    expect(wanted.images.map(({ alt }) => alt)).toEqual(['', 'front']);
  });

  test('variants leave when the file is sure about them, and stay when rows were unreadable', () => {
    const small = { ...pricesOnly, variants: pricesOnly.variants.slice(0, 1) };
    const sure = keepUntold(small, stored(pot), { columns: priceColumns, incomplete: false, levels });
    expect(sure.variants.map(({ options }) => options)).toEqual([['S']]);
    expect(sure.options).toEqual([{ name: 'Size', values: ['S'] }]);
    const unsure = keepUntold(small, stored(pot), { columns: priceColumns, incomplete: true, levels });
    expect(unsure.variants).toMatchObject([
      { options: ['S'], price: 1 },
      { options: ['L'], price: 900, sku: 'L-1' },
    ]);
    expect(unsure.options).toEqual([{ name: 'Size', values: ['L', 'S'] }]);
  });

  test('values keep the order they have in the shop, new ones follow', () => {
    const told = ProductInput.parse({
      ...pricesOnly,
      options: [{ name: 'Size', values: ['M', 'S', 'L'] }],
      variants: ['M', 'S', 'L'].map((size) => ({ options: [size], price: 1, stock: 0 })),
    });
    const wanted = keepUntold(told, stored(pot), { columns: priceColumns, incomplete: false, levels });
    expect(wanted.options).toEqual([{ name: 'Size', values: ['L', 'S', 'M'] }]);
  });

  test('an option without columns is a conflict, not a loss', () => {
    const columns = only('handle', 'title', 'price');
    expect(() => keepUntold(pricesOnly, stored(pot), { columns, incomplete: false, levels })).toThrow(
      'the option Size',
    );
  });

  test('a stock that the last file said already is not told again, another one is', () => {
    const present = stored(pot);
    const columns = new Set([...priceColumns, ...only('stock')]);
    const saidBefore = new Map(
      present.variants.map(({ variantId }, index) => [
        variantId,
        { onHand: 1, available: 1, held: false, lowStockThreshold: 3, imported: [4, 1][index] ?? 0 },
      ]),
    );
    const wanted = keepUntold({ ...pricesOnly, variants: pot.variants }, present, {
      columns,
      incomplete: false,
      levels: saidBefore,
    });
    expect(wanted.variants.map(({ stock, imported }) => [stock, imported])).toEqual([
      [undefined, 4],
      [2, 2],
    ]);
  });
});
