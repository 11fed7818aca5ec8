import { describe, expect, test } from '@jest/globals';
import { AttributeRules, attributeProblems, inherited, newProblems } from '../src/attribute-rule.ts';

const rules = (...all: object[]) =>
  AttributeRules.parse(all.map((rule) => ({ title: 'Title', type: 'text', ...rule })));
const lamps = rules(
  { key: 'color', required: true },
  { key: 'watts', type: 'number', unit: 'W' },
  { key: 'dimmable', type: 'boolean' },
  { key: 'socket', type: 'enum', values: ['E14', 'E27'] },
);
const problems = (attributes: Record<string, string>) =>
  attributeProblems(attributes, lamps).map(({ key, message }) => `${key} ${message}`);

describe('the rules of a category', () => {
  test('say what is missing and what is of another kind, and nothing about attributes that they do not know', () => {
    expect(problems({ color: 'brass', watts: '12.5', dimmable: 'true', socket: 'E27', mood: 'warm' })).toEqual([]);
    expect(problems({})).toEqual(['color is missing']);
    expect(problems({ color: 'x', watts: '12 W', dimmable: 'yes', socket: 'e27' })).toEqual([
      'watts must be a number such as 12.5',
      'dimmable must be true or false',
      'socket must be one of E14, E27',
    ]);
  });

  test('come from the levels above, and a level below may say otherwise', () => {
    const all = inherited([lamps, rules({ key: 'color', required: false }, { key: 'height', type: 'number' })]);
    expect(all.map(({ key, required }) => [key, required])).toEqual([
      ['color', false],
      ['watts', false],
      ['dimmable', false],
      ['socket', false],
      ['height', false],
    ]);
  });

  test('leave alone what was wrong before they came; a change may not add to it', () => {
    const before = { category: 'Lamps', attributes: { watts: 'many' } };
    const keys = (attributes: Record<string, string>, category = 'Lamps') =>
      newProblems(before, { category, attributes }, lamps).map(({ key }) => key);
    expect(keys({ watts: 'many', mood: 'warm' })).toEqual([]);
    expect(keys({ watts: 'more' })).toEqual(['watts']);
    expect(keys({ watts: 'many', socket: 'E99' })).toEqual(['socket']);
    expect(keys({ watts: 'many' }, 'Other lamps')).toEqual(['color', 'watts']);
    expect(newProblems({ ...before, attributes: { color: 'x' } }, { ...before, attributes: {} }, lamps)).toHaveLength(
      1,
    );
    expect(newProblems(undefined, { ...before, attributes: {} }, lamps)).toHaveLength(1);
  });

  test('are refused when they say two things, or nothing that could be kept', () => {
    const fits = (...all: object[]) =>
      AttributeRules.safeParse(all.map((rule) => ({ title: 'T', type: 'text', ...rule }))).success;
    expect(fits({ key: 'a' }, { key: 'b' })).toBe(true);
    for (const wrong of [
      { key: 'a:b' },
      { key: 'a', type: 'enum' },
      { key: 'a', values: ['x'] },
      { key: 'a', type: 'date' },
    ])
      expect(fits(wrong)).toBe(false);
    expect(fits({ key: 'a' }, { key: 'a' })).toBe(false);
  });
});
