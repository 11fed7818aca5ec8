import { Invalid } from '@credenza/service-kit';
import type { Posting } from './ledger.ts';

/** A place in the ledger, which is read from its newest posting back. */
export type Place = Pick<Posting, 'at' | '_id'>;

/**
 * @param page a page of postings
 * @returns the cursor for the next one
 */
export function cursorOf(page: Posting[]): string | undefined {
  const last = page.at(-1);
  return last && `${last.at.getTime()}-${last._id}`;
}

/**
 * @param cursor what `cursorOf` gave
 * @returns the place after which to go on
 * @throws Invalid when it is no such cursor
 */
export function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [, at, _id] = /^(\d{1,14})-([\w:-]{1,120})$/.exec(cursor) ?? [];
  if (at === undefined || _id === undefined)
    throw new Invalid('This is no cursor.', [{ field: 'query.cursor', message: 'must be a nextCursor' }]);
  return { at: new Date(Number(at)), _id };
}
