import { describe, expect, test } from '@jest/globals';
import { buyers, logins, shops } from '../../deploy/demo/logins.ts';
import { inPool } from '../../deploy/demo/pool.ts';
import { asked } from '../../deploy/demo/price.ts';
import { dice } from '../../deploy/demo/random.ts';
import { dimensions, sizeFactor, sizeLabels } from '../../deploy/demo/sizes.ts';
import { fill, slug, titleCase } from '../../deploy/demo/words.ts';

describe('words', () => {
  test('a sentence with a missing value is no sentence', () => {
    expect(fill('{line} {kind}', { line: 'Birk', kind: 'Bench' })).toBe('Birk Bench');
    expect(fill('{line} in {material}', { line: 'Birk', material: undefined })).toBeUndefined();
  });

  test('addresses are plain ASCII whatever the language', () => {
    expect(slug('Ærø Chest of Drawers')).toBe('aero-chest-of-drawers');
    expect(slug('Osteria Chef’s Knife')).toBe('osteria-chefs-knife');
    expect(slug('1970s Chrome & Leather – Lukáš')).toBe('1970s-chrome-leather-lukas');
  });

  test('titles are written with capitals', () => {
    expect(titleCase('powder-coated steel')).toBe('Powder-Coated Steel');
  });
});

describe('sizes', () => {
  test('are named by what differs', () => {
    expect(
      sizeLabels([
        [120, 36, 45],
        [160, 36, 45],
      ]),
    ).toEqual(['120 cm', '160 cm']);
    expect(
      sizeLabels([
        [140, 85, 74],
        [180, 90, 74],
      ]),
    ).toEqual(['140 × 85 cm', '180 × 90 cm']);
    expect(
      sizeLabels([
        [30, 30, 28],
        [40, 40, 38],
      ]),
    ).toEqual(['30 cm', '40 cm']);
    expect(
      sizeLabels([
        [13, 12, 20, '1 l'],
        [15, 14, 25, '1.8 l'],
      ]),
    ).toEqual(['1 l', '1.8 l']);
  });

  test('of flat things have two sides', () => {
    expect(dimensions([[130, 170, 1]])).toBe('130 × 170 cm');
    expect(dimensions([[48, 52, 79]])).toBe('48 × 52 × 79 cm (W × D × H)');
  });

  test('cost more when larger, but not in proportion', () => {
    expect(sizeFactor([140, 85, 74], [140, 85, 74])).toBe(1);
    const double = sizeFactor([280, 85, 74], [140, 85, 74]);
    expect(double).toBeGreaterThan(1.3);
    expect(double).toBeLessThan(2);
  });
});

describe('prices', () => {
  test('end as the seller likes them to', () => {
    expect([asked(24.3, 0), asked(24.3, 90), asked(24.3, 95)]).toEqual([2_400, 2_390, 2_395]);
    expect([asked(187, 0), asked(1_234, 0)]).toEqual([18_500, 123_000]);
  });
});

describe('dice', () => {
  test('fall the same way for the same seed and otherwise for another', () => {
    const rolls = (seed: string) => {
      const one = dice(seed);
      return Array.from({ length: 20 }, () => one.between(1, 1_000));
    };
    expect(rolls('oak')).toEqual(rolls('oak'));
    expect(rolls('oak')).not.toEqual(rolls('ash'));
  });

  test('stay in bounds and pick without putting back', () => {
    const one = dice('bounds');
    for (let index = 0; index < 1_000; index += 1) {
      const rolled = one.between(3, 5);
      expect(rolled >= 3 && rolled <= 5).toBe(true);
    }
    expect(one.some([1, 2, 3], 3).sort()).toEqual([1, 2, 3]);
    expect(one.some([1, 2, 3], 9)).toHaveLength(3);
    expect(() => one.pick([])).toThrow(RangeError);
  });
});

describe('demo accounts', () => {
  test('are twenty buyers, twelve shops and one of each role to try out', () => {
    expect([buyers.length, shops.length]).toEqual([20, 12]);
    expect(logins.map(({ role }) => role)).toEqual(['buyer', 'seller', 'admin']);
    const emails = [...buyers, ...shops, ...logins.slice(2)].map(({ email }) => email);
    expect(new Set(emails).size).toBe(33);
    for (const email of emails) expect(email).toMatch(/^[\w.-]+@[\w.-]+\.example$/);
    for (const { password } of logins) expect(password.length).toBeGreaterThanOrEqual(10);
  });
});

describe('a pool', () => {
  test('works on no more than so many at once and keeps the order', async () => {
    let [running, most] = [0, 0];
    const results = await inPool([5, 4, 3, 2, 1, 0], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 40, 30, 20, 10, 0]);
    expect(most).toBe(3);
  });

  test('begins nothing new after a failure', async () => {
    const begun: number[] = [];
    const working = inPool([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('no');
      await Promise.resolve();
    });
    await expect(working).rejects.toThrow('no');
    expect(begun.length).toBeLessThan(6);
  });
});
