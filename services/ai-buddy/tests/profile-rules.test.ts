import { productUpdated } from '@credenza/contracts';
import { describe, expect, test } from '@jest/globals';
import { loadProduct } from '../src/knowledge/load-product.ts';
import type { ProductFacts } from '../src/knowledge/passage.ts';
import { affinity, bandOf, interestsOf, personalised, type Signal, traitsOf } from '../src/profile/profile.ts';
import { profileView } from '../src/profile/profile-view.ts';
import { product } from './samples.ts';
import { ago, noon } from './trade.ts';

async function facts(about: Parameters<typeof product>[0]): Promise<ProductFacts> {
  const { product: found } = await loadProduct(productUpdated.schema.parse(product(about)), 1);
  if (!found) throw new Error('The product is not on offer.');
  return found;
}
const signal = (category: string, days = 0, about: Partial<Signal> = {}): Signal => ({
  key: `${category}${days}`,
  kind: 'viewed',
  at: ago(days),
  category,
  brand: 'Alm',
  band: 13,
  ...about,
});

describe('interests', () => {
  test('are shares that add up to one', () => {
    const { categories, brands } = interestsOf([signal('a'), signal('a', 3), signal('b')], noon);
    expect([...categories.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
    expect([...categories.keys()]).toEqual(['a', 'b']);
    expect(brands).toEqual(new Map([['Alm', 1]]));
  });

  test('fade: what lies thirty days back counts half', () => {
    const { categories } = interestsOf([signal('old', 30), signal('new')], noon);
    expect(categories.get('old')).toBeCloseTo(1 / 3);
    expect(categories.get('new')).toBeCloseTo(2 / 3);
  });

  test('say more by what was bought than by what was looked at', () => {
    const { categories } = interestsOf([signal('seen'), signal('bought', 0, { kind: 'bought' })], noon);
    expect(categories.get('bought')).toBeCloseTo(5 / 6);
  });

  test('of somebody who did nothing are none', () => {
    expect(interestsOf([], noon)).toEqual({ categories: new Map(), brands: new Map(), bands: new Map() });
    expect(profileView({ on: true, signals: [] }, noon)).toMatchObject({ categories: [], signals: 0 });
  });
});

describe('what fits somebody', () => {
  test('is liked between not at all and as well as can be', async () => {
    const one = await facts({ category: 'sofas', price: 10_000, sellerName: 'Fjord' });
    const same = [{ ...signal('sofas'), ...traitsOf(one) }];
    expect(affinity(interestsOf(same, noon), one)).toBeCloseTo(1);
    expect(affinity(interestsOf([], noon), one)).toBe(0);
    const other = await facts({ category: 'lamps', price: 900_000, sellerName: 'Lumen' });
    expect(affinity(interestsOf(same, noon), other)).toBe(0);
  });

  test('is the brand that a product names, else its shop', async () => {
    expect(traitsOf(await facts({ attributes: { brand: 'Thonet' }, sellerName: 'Alm' })).brand).toBe('Thonet');
    expect(traitsOf(await facts({ attributes: {}, sellerName: 'Alm' })).brand).toBe('Alm');
  });

  test('goes up by places; what was asked for still counts most', async () => {
    const [first, liked] = [
      await facts({ category: 'lamps', price: 900_000, sellerName: 'L' }),
      await facts({ category: 'sofas' }),
    ];
    const interests = interestsOf([{ ...signal('sofas'), ...traitsOf(liked) }], noon);
    const list = (at: number) => Array.from({ length: 30 }, (_, place) => (place === at ? liked : first));
    const placeIn = (at: number) => personalised(list(at), (one) => one, interests).indexOf(liked);
    expect(placeIn(3)).toBe(0);
    expect(placeIn(20)).toBeGreaterThan(5);
    expect(placeIn(20)).toBeLessThan(20);
  });

  test('changes nothing for what is no product', () => {
    const words = ['a', 'b', 'c'];
    expect(personalised(words, () => undefined, interestsOf([signal('x')], noon))).toEqual(words);
  });

  test('has prices between two powers of two in common', () => {
    expect([bandOf(0), bandOf(1), bandOf(4_096), bandOf(8_191), bandOf(8_192)]).toEqual([0, 0, 12, 12, 13]);
  });
});
