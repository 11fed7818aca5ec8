import { z } from 'zod';

/** The name of an attribute, kept free of what has a meaning in a query (`name:value`) or in a database key. */
export const AttributeName = z
  .string()
  .max(60)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _/()&%+-]*$/u, 'must be plain words');

const text = (max: number) => z.string().trim().min(1).max(max);

/** What a category says about one attribute of its products. */
export const AttributeRule = z
  .strictObject({
    key: AttributeName.meta({ description: 'the name that products give it' }),
    title: text(60),
    type: z.enum(['text', 'number', 'boolean', 'enum']),
    unit: text(20).optional(),
    values: z.array(text(200)).min(1).max(200).optional().meta({ description: 'for an enum: all that it may be' }),
    required: z.boolean().default(false),
    filterable: z.boolean().default(false),
  })
  .refine(({ type, values }) => (type === 'enum') === (values !== undefined), {
    path: ['values'],
    message: 'must be given for an enum, and for nothing else',
  });
export type AttributeRule = z.output<typeof AttributeRule>;

/** All rules of one category. */
export const AttributeRules = z
  .array(AttributeRule)
  .max(50)
  .refine((rules) => new Set(rules.map(({ key }) => key)).size === rules.length, 'must have different keys');

/** What is wrong with an attribute of a product. */
export interface AttributeProblem {
  key: string;
  message: string;
}

/** What a product says about itself that rules may be about. */
export interface Described {
  category?: string | undefined;
  attributes: Record<string, string>;
}

/**
 * @param levels the rules of a category's levels, the topmost first
 * @returns the rules for its products: what a level says about an attribute replaces what those above it say
 */
export function inherited(levels: AttributeRule[][]): AttributeRule[] {
  return [...new Map(levels.flat().map((rule) => [rule.key, rule])).values()];
}

/**
 * @param attributes a product's attributes
 * @param rules the rules of its category
 * @returns what does not fit; attributes without a rule may be anything
 */
export function attributeProblems(attributes: Record<string, string>, rules: AttributeRule[]): AttributeProblem[] {
  return rules.flatMap((rule) => {
    const value = attributes[rule.key];
    const message = value === undefined ? rule.required && 'is missing' : valueProblem(value, rule);
    return message ? [{ key: rule.key, message }] : [];
  });
}

function valueProblem(value: string, { type, values = [] }: AttributeRule): string | undefined {
  if (type === 'number' && !/^-?\d{1,15}(\.\d{1,9})?$/.test(value)) return 'must be a number such as 12.5';
  if (type === 'boolean' && value !== 'true' && value !== 'false') return 'must be true or false';
  if (type === 'enum' && !values.includes(value)) return `must be one of ${values.slice(0, 20).join(', ')}`;
  return undefined;
}

/**
 * A change may leave what was wrong before, because rules come later than products; it may not add to it.
 *
 * @param before the product as it was, when there was one
 * @param after the same as it shall be
 * @param rules the rules of the category that it then has
 * @returns what would be wrong and was not
 */
export function newProblems(
  before: Described | undefined,
  after: Described,
  rules: AttributeRule[],
): AttributeProblem[] {
  const problems = attributeProblems(after.attributes, rules);
  if (before?.category !== after.category) return problems;
  const old = attributeProblems(before?.attributes ?? {}, rules).filter(
    ({ key }) => before?.attributes[key] === after.attributes[key],
  );
  return before ? problems.filter(({ key }) => !old.some((one) => one.key === key)) : problems;
}
