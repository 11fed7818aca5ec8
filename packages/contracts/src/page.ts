import { z } from 'zod';

/** The query of every list: how many, and from where on. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: z.string().max(500).optional().meta({ description: 'the nextCursor of the page before' }),
});

/**
 * The reply of every list.
 *
 * @param item the schema of one entry
 * @returns the schema of a page of them; `nextCursor` is missing on the last page
 */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
