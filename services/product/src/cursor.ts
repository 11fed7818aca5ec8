import { Invalid } from '@credenza/service-kit';
import { z } from 'zod';

/** How a list is ordered. */
const orders = ['newest', 'price-asc', 'price-desc', 'title', 'rating', 'relevance'] as const;
export type Order = (typeof orders)[number];

/** Where a page ends: the order, the sort key and the id of its last product. */
const Position = z.tuple([
  z.enum(orders),
  z.union([z.string().max(300), z.number()]),
  z.string().regex(/^prd_[0-9a-z]{26}$/),
]);
export type Position = { order: Order; key: string | number; id: string };

/**
 * @param position the last product of a page
 * @returns the page's `nextCursor`
 */
export function writeCursor({ order, key, id }: Position): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString('base64url');
}

/**
 * @param cursor what a client sent
 * @returns the position that it stands for
 * @throws Invalid when no page has ended with it
 */
export function readCursor(cursor: string): Position {
  const parsed = Position.safeParse(parsedJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) throw wrongCursor();
  const [order, key, id] = parsed.data;
  return { order, key, id };
}

/** @returns the refusal of a cursor that does not belong to the list */
export function wrongCursor(): Invalid {
  const errors = [{ field: 'query.cursor', message: 'must be the nextCursor of a page of the same list' }];
  return new Invalid('The query is not as the API describes it.', errors);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
