import fc from 'fast-check';
import { ProductInput } from '../src/product.ts';

const line = (max: number) =>
  fc
    .oneof(
      fc.string({ minLength: 1, maxLength: max }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(max, 20) }),
      fc.string({
        unit: fc.constantFrom('=', '+', '-', '@', '"', "'", ',', ';', '\n', '\r', '\t', 'a'),
        minLength: 1,
        maxLength: 8,
      }),
    )
    .map((text) => text.trim())
    .filter((text) => text !== '' && text.length <= max && !text.includes('\u0000'));
const src = fc.integer({ min: 1, max: 99 }).map((number) => `https://img.example/${number}.jpg`);
const option = (count: number) =>
  fc.uniqueArray(line(60), { minLength: count, maxLength: count, selector: (name) => name.toLowerCase() });

/**
 * Any product that a seller can enter, with the few exceptions that the format cannot tell: an option "Title" with the
 * one value "Default Title", the same tag or image twice, option values that no variant has.
 */
export const anyProduct = fc
  .record({ optionCount: fc.integer({ min: 0, max: 3 }), variantCount: fc.integer({ min: 1, max: 6 }) })
  .chain(({ optionCount, variantCount }) =>
    fc.record({
      title: line(200),
      descriptionHtml: line(300),
      status: fc.constantFrom('draft', 'active', 'archived'),
      category: fc.option(
        line(100).filter((text) => /[^/\s]/.test(text)),
        { nil: undefined },
      ),
      tags: fc.uniqueArray(
        line(60)
          .map((tag) => tag.replaceAll(',', '').trim())
          .filter((tag) => tag !== ''),
        { maxLength: 4 },
      ),
      attributes: fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z ]{0,20}$/), line(200), { maxKeys: 3 }),
      images: fc.uniqueArray(fc.record({ src, alt: fc.oneof(fc.constant(''), line(300)) }), {
        maxLength: 8,
        selector: (image) => image.src,
      }),
      vendor: fc.option(line(100), { nil: undefined }),
      seo: fc.option(fc.record({ title: line(200), description: fc.option(line(500), { nil: undefined }) }), {
        nil: undefined,
      }),
      names: option(optionCount),
      variants: fc.uniqueArray(
        fc.record({
          options: fc.array(line(100), { minLength: optionCount, maxLength: optionCount }),
          sku: fc.option(line(64), { nil: undefined }),
          barcode: fc.option(line(32), { nil: undefined }),
          price: fc.integer({ min: 0, max: 1_000_000_000_000 }),
          compareAtPrice: fc.option(fc.integer({ min: 0, max: 1_000_000_000_000 }), { nil: undefined }),
          stock: fc.integer({ min: 0, max: 1_000_000 }),
          lowStockThreshold: fc.integer({ min: 0, max: 1_000_000 }),
          weightGrams: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
          image: fc.option(src, { nil: undefined }),
        }),
        {
          minLength: 1,
          maxLength: optionCount === 0 ? 1 : variantCount,
          selector: ({ options }) => JSON.stringify(options),
        },
      ),
    }),
  )
  .map(({ names, ...product }) => ({
    ...product,
    options: names.map((name, index) => ({
      name,
      values: [...new Set(product.variants.map(({ options }) => options[index] ?? ''))].reverse(),
    })),
  }))
  .filter((product) => ProductInput.safeParse(product).success);
