import { z } from 'zod';

/**
 * @param category such as `Home / Lamps / Floor lamps`
 * @returns every level of it: `Home`, `Home / Lamps`, `Home / Lamps / Floor lamps`
 */
export function categoryPath(category: string | undefined): string[] {
  const parts = (category ?? '').split('/').flatMap((part) => part.trim() || []);
  return parts.map((_, index) => parts.slice(0, index + 1).join(' / '));
}

/** A node of the tree of categories. */
export const Category = z.object({
  path: z.string().meta({ description: 'what the category filter takes', examples: ['Home / Lamps'] }),
  name: z.string(),
  parent: z.string().optional().meta({ description: 'the path of the category above' }),
  count: z.int().meta({ description: 'products on offer in it and below' }),
});
export type Category = z.input<typeof Category>;

/**
 * @param path a category's path
 * @param count its products
 * @returns its node
 */
export function categoryOf(path: string, count: number): Category {
  const parts = path.split(' / ');
  const parent = parts.slice(0, -1).join(' / ');
  return { path, name: parts.at(-1) ?? path, ...(parent !== '' && { parent }), count };
}
