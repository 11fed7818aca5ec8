import { z } from 'zod';
import type { Asked } from './ask.ts';
import type { Day } from './calendar.ts';
import { allBack, allSold, Figures, figuresOf } from './figures.ts';
import type { Range } from './range.ts';
import { type Keyed, type Sums, stepOf } from './sums.store.ts';

export const DayRow = Figures.extend({ day: z.iso.date() });
export type DayRow = z.infer<typeof DayRow>;

/**
 * @param asked the question
 * @param sums the read model's sums
 * @returns the figures of each day of the range, also of those on which nothing happened
 */
export async function days({ range, question }: Asked, sums: Sums): Promise<DayRow[]> {
  const by = { stepMs: stepOf(range) };
  const [sold, back, views] = await Promise.all([
    sums.sold<number>(question, by),
    sums.back<number>(question, by),
    sums.views<number>(question, by),
  ]);
  const [soldOn, backOn, viewsOn] = [byDay(range, sold), byDay(range, back), byDay(range, views)];
  return range.days.map((day) => ({
    day,
    ...figuresOf(
      allSold(soldOn.get(day) ?? []),
      allBack(backOn.get(day) ?? []),
      (viewsOn.get(day) ?? []).reduce((sum, one) => sum + one.views, 0),
    ),
  }));
}

/** Days are told apart here and not in the database, whose calendar of time zones may be another one. */
function byDay<Sum>({ days, starts }: Range, sums: Keyed<number, Sum>[]): Map<Day, Keyed<number, Sum>[]> {
  const ordered = sums.toSorted((a, b) => a.key - b.key);
  const groups = new Map<Day, Keyed<number, Sum>[]>();
  let at = 0;
  for (const [index, day] of days.entries()) {
    const end = starts[index + 1]?.getTime() ?? Number.POSITIVE_INFINITY;
    const begun = at;
    while (at < ordered.length && (ordered[at]?.key ?? end) < end) at += 1;
    groups.set(day, ordered.slice(begun, at));
  }
  return groups;
}
