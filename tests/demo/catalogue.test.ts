import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue, type DemoRange } from '../../deploy/demo/catalogue.ts';
import type { DemoProduct } from '../../deploy/demo/product.ts';
import { ProductInput } from '../../services/product/src/product.ts';

let ranges: DemoRange[];
let products: DemoProduct[];

beforeAll(() => {
  ranges = catalogue();
  products = ranges.flatMap((range) => range.products);
});

const bodies = () => products.map(({ body }) => body);
const repeated = (values: readonly string[]) => {
  const seen = new Set<string>();
  return values.filter((value) => seen.has(value) || !seen.add(value));
};
/** The titles of the products that a promise does not hold for. */
const unless = (holds: (body: DemoProduct['body']) => boolean) =>
  bodies()
    .filter((body) => !holds(body))
    .map(({ title }) => title);
const text = (html: string) => html.replace(/<[^>]+>/g, ' ');

describe('the demo catalogue', () => {
  test('offers at least 1,000 active products from twelve sellers, none of them with a tiny range', () => {
    expect(ranges).toHaveLength(12);
    expect(bodies().filter(({ status }) => status === 'active').length).toBeGreaterThanOrEqual(1_000);
    for (const range of ranges) expect(range.products.length).toBeGreaterThanOrEqual(80);
  });

  test('is the same on every run', () => {
    const print = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
    expect(print(catalogue())).toBe(print(ranges));
  });

  test('makes every seller the full range that it promises', () => {
    for (const { seller, products: made } of ranges)
      expect([seller.slug, made.length]).toEqual([seller.slug, seller.count]);
  });

  test('has no title, handle, article number or picture twice', () => {
    expect(repeated(bodies().map(({ title }) => title))).toEqual([]);
    expect(repeated(bodies().map(({ handle }) => handle))).toEqual([]);
    expect(repeated(bodies().flatMap(({ variants }) => variants.map(({ sku }) => sku)))).toEqual([]);
    expect(repeated(products.flatMap(({ pictures }) => pictures.map(({ file }) => file)))).toEqual([]);
  });

  test('is accepted by the product service as it is', () => {
    const problems = bodies().flatMap((body) => {
      const parsed = ProductInput.safeParse(body);
      return (parsed.error?.issues ?? []).map(({ path, message }) => `${body.title} ${path.join('.')}: ${message}`);
    });
    expect(problems).toEqual([]);
  });

  test('loses nothing of its descriptions when they are cleaned', () => {
    expect(unless((body) => ProductInput.parse(body).descriptionHtml === body.descriptionHtml)).toEqual([]);
  });
});

describe('a demo product', () => {
  test('is described in several sentences that no other product has in the same words', () => {
    const sentences = (html: string) => text(html).match(/[.!?](\s|$)/g)?.length ?? 0;
    expect(unless(({ descriptionHtml }) => sentences(descriptionHtml) >= 4)).toEqual([]);
    expect(unless(({ descriptionHtml }) => !/\{|undefined|NaN|<p><\/p>/.test(descriptionHtml))).toEqual([]);
    expect(repeated(bodies().map(({ descriptionHtml }) => descriptionHtml))).toEqual([]);
  });

  test('tells its measures, what it is made of and where it comes from', () => {
    const wanted = ['material', 'colour', 'room', 'style', 'width_cm', 'origin'];
    expect(unless(({ descriptionHtml }) => /Dimensions: [\d.]+/.test(descriptionHtml))).toEqual([]);
    expect(unless(({ attributes }) => wanted.every((name) => (attributes[name] ?? '') !== ''))).toEqual([]);
  });

  test('stands two or three levels deep in the tree of categories', () => {
    const depths = new Set(bodies().map(({ category }) => category.split(' / ').length));
    expect([...depths].sort()).toEqual([2, 3]);
    expect(new Set(bodies().map(({ category }) => category)).size).toBeGreaterThan(80);
  });

  test('has one to twelve variants over at most three options, each combination once', () => {
    expect(unless(({ options }) => options.length <= 3)).toEqual([]);
    expect(unless(({ variants }) => variants.length >= 1 && variants.length <= 12)).toEqual([]);
    const combinations = ({ options }: DemoProduct['body']) =>
      options.reduce((product, { values }) => product * values.length, 1);
    expect(unless((body) => body.variants.length === combinations(body))).toEqual([]);
  });

  test('costs what such a thing costs, in whole cents; a sale is cheaper than before, a larger set dearer', () => {
    const prices = ({ variants }: DemoProduct['body']) => variants.map(({ price }) => price);
    expect(unless((body) => prices(body).every((price) => Number.isInteger(price)))).toEqual([]);
    expect(unless((body) => prices(body).every((price) => price >= 500 && price <= 400_000))).toEqual([]);
    expect(unless(({ variants }) => variants.every((one) => (one.compareAtPrice ?? Infinity) > one.price))).toEqual([]);
    const set = ({ options }: DemoProduct['body']) => options.length > 0 && options.every(({ name }) => name === 'Set');
    expect(unless((body) => !set(body) || (prices(body).at(-1) ?? 0) > (prices(body)[0] ?? 0))).toEqual([]);
  });

  test('shows a picture that exists for itself and for each variant', () => {
    const wrong = products.filter(({ body, pictures }) => {
      const drawn = new Set(pictures.map(({ file }) => `/media/${file}`));
      return (
        body.images.length === 0 ||
        [...body.images.map(({ src }) => src), ...body.variants.map(({ image }) => image)].some(
          (src) => !drawn.has(src),
        )
      );
    });
    expect(wrong.map(({ body }) => body.title)).toEqual([]);
  });
});

describe('the demo stock', () => {
  test('has bargains, rarities and sold-out pieces, but mostly things to buy', () => {
    const share = (fits: (product: DemoProduct) => boolean) => products.filter(fits).length / products.length;
    const reduced = share(({ body }) => body.variants.some(({ compareAtPrice }) => compareAtPrice !== undefined));
    const gone = share(({ body }) => body.variants.every(({ stock }) => stock === 0));
    const low = share(({ body }) => body.variants.some(({ stock }) => stock > 0 && stock <= 3));
    expect(reduced).toBeGreaterThan(0.08);
    expect(reduced).toBeLessThan(0.25);
    expect(gone).toBeGreaterThan(0.01);
    expect(gone).toBeLessThan(0.12);
    expect(low).toBeGreaterThan(0.1);
  });

  test('holds single pieces of what is one of a kind', () => {
    const vintage = ranges.filter(({ seller }) => seller.secondHand).flatMap((range) => range.products);
    expect(vintage.length).toBeGreaterThan(50);
    expect(vintage.filter(({ body }) => body.variants.length !== 1)).toEqual([]);
  });
});
