import { z } from 'zod';
import { AttributeRule } from './attribute-rule.ts';

/**
 * @param category such as `Home / Lamps / Floor lamps`
 * @returns every level of it: `Home`, `Home / Lamps`, `Home / Lamps / Floor lamps`
 */
export function categoryPath(category: string | undefined): string[] {
  const parts = (category ?? '').split('/').flatMap((part) => part.trim() || []);
  return parts.map((_, index) => parts.slice(0, index + 1).join(' / '));
}

/** Where a category stands in the tree: the slugs of its levels. */
export const CategoryPath = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*){0,5}$/, 'must be slugs joined by points')
  .meta({ examples: ['home.lamps'] });

/** What a level of a category is called; products join the levels with slashes. */
export const CategoryTitle = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^/]+$/, 'must not contain a slash');

/** A node of the tree of categories. */
export const Category = z.object({
  path: z.string().meta({ description: 'what the category filter takes', examples: ['Home / Lamps'] }),
  name: z.string(),
  parent: z.string().optional().meta({ description: 'the path of the category above' }),
  count: z.int().meta({ description: 'products on offer in it and below' }),
  slug: CategoryPath.optional().meta({ description: 'when the marketplace looks after it' }),
  attributes: z
    .array(AttributeRule)
    .optional()
    .meta({ description: 'what its products say about themselves, by its own rules and those of the levels above' }),
});
export type Category = z.input<typeof Category>;

/**
 * @param path a category's path
 * @param count its products
 * @param rules its slug, when the marketplace looks after it, and the rules for its products
 * @returns its node
 */
export function categoryOf(
  path: string,
  count: number,
  rules: { slug?: string | undefined; attributes: AttributeRule[] },
): Category {
  const parts = path.split(' / ');
  const parent = parts.slice(0, -1).join(' / ');
  return {
    path,
    name: parts.at(-1) ?? path,
    ...(parent !== '' && { parent }),
    count,
    ...(rules.slug !== undefined && { slug: rules.slug }),
    ...(rules.attributes.length > 0 && { attributes: rules.attributes }),
  };
}
