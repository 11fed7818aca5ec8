import { CommissionRuleId, newId, UserId } from '@credenza/contracts';
import { Conflict, Invalid } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeRule, endRule, requireRange, ruleFor, type StoredRule } from '../src/commission.ts';
import { freezeLines } from '../src/order.ts';
import { sampleCart } from './samples.ts';

const now = new Date('2026-03-01T12:00:00Z');
const [oak, ash] = [newId(UserId), newId(UserId)];
const ids = Array.from({ length: 12 }, () => newId(CommissionRuleId)).sort();
const rule = (of: Partial<StoredRule> = {}, age = 0): StoredRule => ({
  _id: ids[age] ?? '',
  version: 1,
  basisPoints: 500,
  createdAt: now,
  ...of,
});
const sold = { sellerId: oak, category: 'Home / Lamps / Floor lamps', amount: 5_000 };

describe('which rule a line gets', () => {
  test('without one that applies it is none', () => {
    expect(ruleFor([], sold)).toBeUndefined();
    expect(ruleFor([rule({ sellerId: ash })], sold)).toBeUndefined();
    expect(ruleFor([rule({ endedAt: now })], sold)).toBeUndefined();
  });

  test('a category is meant with everything below it, and with nothing beside it', () => {
    const lamps = rule({ category: 'Home/Lamps' });
    expect(ruleFor([lamps], sold)).toBe(lamps);
    expect(ruleFor([lamps], { ...sold, category: 'Home / Lamps' })).toBe(lamps);
    expect(ruleFor([lamps], { ...sold, category: 'Home / Lampshades' })).toBeUndefined();
    expect(ruleFor([lamps], { ...sold, category: 'Home' })).toBeUndefined();
    expect(ruleFor([lamps], { ...sold, category: undefined })).toBeUndefined();
  });

  test('both ends of a range of amounts are in it', () => {
    const range = rule({ minAmount: 1_000, maxAmount: 2_000 });
    const at = (amount: number) => ruleFor([range], { ...sold, amount }) !== undefined;
    expect([999, 1_000, 2_000, 2_001].map(at)).toEqual([false, true, true, false]);
  });

  test('the shop outweighs the category, the deeper category the higher one, that the range, the narrow range the wide one', () => {
    const ladder = [
      rule({}, 9),
      rule({ minAmount: 1 }, 8),
      rule({ minAmount: 1_000, maxAmount: 9_000 }, 7),
      rule({ minAmount: 4_000, maxAmount: 6_000 }, 6),
      rule({ category: 'Home' }, 5),
      rule({ category: 'Home / Lamps', minAmount: 1 }, 4),
      rule({ category: 'Home / Lamps / Floor lamps' }, 3),
      rule({ sellerId: oak }, 2),
      rule({ sellerId: oak, category: 'Home' }, 1),
    ];
    for (let known = 1; known <= ladder.length; known += 1) {
      const rules = ladder.slice(0, known);
      expect(ruleFor(rules, sold)).toBe(rules.at(-1));
      expect(ruleFor(rules.toReversed(), sold)).toBe(rules.at(-1));
    }
  });

  test('of two that are equally specific the newer one holds', () => {
    expect(ruleFor([rule({}, 1), rule({}, 2), rule({}, 0)], sold)?._id).toBe(ids[2]);
  });

  test('it does not depend on the order in which the rules are read', () => {
    const some = fc.record({
      sellerId: fc.constantFrom(undefined, oak, ash),
      category: fc.constantFrom(undefined, 'Home', 'Home / Lamps', 'Garden'),
      minAmount: fc.constantFrom(undefined, 0, 4_000),
      maxAmount: fc.constantFrom(undefined, 5_000, 9_000),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (wishes) => {
        const rules = wishes.map((wish, index) => rule(wish, index));
        const found = ruleFor(rules, sold)?._id;
        expect(ruleFor(rules.toReversed(), sold)?._id).toBe(found);
        expect(ruleFor([...rules.slice(5), ...rules.slice(0, 5)], sold)?._id).toBe(found);
      }),
    );
  });
});

test('the rule and its rate are frozen on the line; the amount that counts is after the discount of the shop', () => {
  const cart = sampleCart(newId(UserId), [10_000, 10_000]);
  const promotionId = 'prm_01j9zq6v8xe3tbd5wqmg8d2r4c' as never;
  const [first, second] = cart.lines.map((line, index) => ({
    ...line,
    quantity: 1,
    category: 'Home / Lamps',
    discounts: index === 0 ? [] : [{ promotionId, amount: 5_001, paidBy: 'shop' as const }],
  }));
  if (!first || !second) throw new Error('no lines');
  const rules = [rule({ category: 'Home', minAmount: 5_000, basisPoints: 333 })];
  const [dear, cheap] = freezeLines([first, second], [], 1_000, rules);
  expect(dear).toMatchObject({ commission: 333, commissionBasisPoints: 333, commissionRuleId: ids[0] });
  expect(cheap).toMatchObject({ commission: 500, commissionBasisPoints: 1_000 });
  expect(cheap?.commissionRuleId).toBeUndefined();
});

describe('changing a rule', () => {
  test('null takes a condition away, what is not named stays', () => {
    expect(changeRule(rule({ sellerId: oak, minAmount: 5 }), { sellerId: null, basisPoints: 1 }).state).toEqual({
      sellerId: undefined,
      basisPoints: 1,
    });
  });

  test('an empty range is refused, and so is a rule that has ended', () => {
    expect(() => changeRule(rule({ minAmount: 10 }), { maxAmount: 9 })).toThrow(Invalid);
    expect(() => changeRule(rule({ endedAt: now }), { basisPoints: 9 })).toThrow(Conflict);
    expect(() => requireRange({ minAmount: 9, maxAmount: 9 })).not.toThrow();
  });

  test('it ends once', () => {
    expect(endRule(rule(), now)?.state).toEqual({ endedAt: now });
    expect(endRule(rule({ endedAt: now }), now)).toBeUndefined();
  });
});
