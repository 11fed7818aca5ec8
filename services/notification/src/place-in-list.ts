import { z } from 'zod';

/** A place in a list that is sorted by time and id: its last entry there. */
export interface PlaceInList<Id extends string> {
  at: Date;
  id: Id;
}

/**
 * The cursor of lists that are sorted by time and id.
 *
 * @param kind the schema of the ids
 * @returns a schema that reads such a cursor from a query
 */
export function placeInList<Id extends string>(kind: z.ZodType<Id, string>) {
  return z
    .string()
    .regex(/^\d{1,14}\.\w+$/, 'must be the nextCursor of the page before')
    .transform((text) => ({ at: new Date(Number(text.split('.')[0])), id: text.split('.')[1] ?? '' }))
    .pipe(z.object({ at: z.date(), id: kind }));
}

/**
 * @param entry the last entry of a page
 * @returns the cursor of the next page
 */
export function cursorAfter(entry: PlaceInList<string>): string {
  return `${entry.at.getTime()}.${entry.id}`;
}
