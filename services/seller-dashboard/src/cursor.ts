import { Invalid } from '@credenza/service-kit';
import { z } from 'zod';

/** Where a page ends: by what its list is sorted, and the id of its last entry. */
const Place = z.tuple([z.number(), z.string().max(100)]);
export type Place = z.infer<typeof Place>;

/**
 * @param place the last entry of a page
 * @returns the page's `nextCursor`
 */
export function writeCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * @param cursor what a client sent
 * @returns the place that it stands for; undefined for the beginning
 * @throws Invalid when no page has ended with it
 */
export function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const parsed = Place.safeParse(parsedJson(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success) return parsed.data;
  const errors = [{ field: 'query.cursor', message: 'must be the nextCursor of a page of the same list' }];
  throw new Invalid('The query is not as the API describes it.', errors);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Cuts a page out of a list that is sorted downwards by a number and then upwards by an id.
 *
 * @param list all of it
 * @param placeOf an entry's number and id
 * @param query how many, and after which entry
 * @returns the page; `nextCursor` is missing on the last one
 */
export function pageFrom<Item>(
  list: Item[],
  placeOf: (item: Item) => Place,
  query: { limit: number; cursor?: string | undefined },
): { items: Item[]; nextCursor?: string } {
  const after = readCursor(query.cursor);
  const isAfter = (item: Item) => {
    const [number, id] = placeOf(item);
    return !after || number < after[0] || (number === after[0] && id > after[1]);
  };
  const rest = after ? list.filter(isAfter) : list;
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  return { items, ...(rest.length > items.length && last && { nextCursor: writeCursor(placeOf(last)) }) };
}
