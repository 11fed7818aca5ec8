import { Invalid } from '@credenza/service-kit';
import { z } from 'zod';
import { addDays, countDays, type Day, dayOf, startOf, zoneNamed } from './calendar.ts';

/** The longest range, in days. */
const longest = 366;
/** How many days are shown to those who ask for none in particular. */
const usual = 28;

/** A time zone, by its IANA name. */
export const Zone = z
  .string()
  .max(64)
  .transform((name, ctx) => {
    const zone = zoneNamed(name);
    if (zone === undefined)
      ctx.addIssue({ code: 'custom', message: 'must be an IANA time zone such as Europe/Berlin' });
    return zone ?? 'UTC';
  });

const DayText = z.iso.date().refine((day) => day >= '2000' && day < '2100', 'must be a day of this century');

/** The query of every table of a range. */
export const RangeQuery = z.object({
  from: DayText.optional().meta({ description: 'the first day; default: 28 days with today' }),
  to: DayText.optional().meta({ description: 'the last day, included; default: today' }),
  tz: Zone.prefault('UTC').meta({ description: 'the IANA time zone that days begin in', examples: ['Europe/Berlin'] }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .meta({ description: "count what was sold in this currency; default: the shop's own" }),
});

/** Some calendar days on end in one time zone. */
export interface Range {
  from: Day;
  to: Day;
  tz: string;
  days: Day[];
  /** When each day begins, and at last when the day after them does. */
  starts: Date[];
  /** The range's first moment, and the first one after it. */
  begin: Date;
  end: Date;
}

/**
 * @param query what was asked for
 * @param now the time
 * @returns the range
 * @throws Invalid when it ends before it begins, or is too long
 */
export function rangeOf(query: { from?: Day | undefined; to?: Day | undefined; tz: string }, now: Date): Range {
  const to = query.to ?? dayOf(now, query.tz);
  const from = query.from ?? addDays(to, 1 - usual);
  const count = countDays(from, to);
  if (count < 1) throw refused('from', 'must not be after "to"');
  if (count > longest) throw refused('from', `a range has at most ${longest} days`);
  return between(from, count, query.tz);
}

/**
 * @param range a range
 * @returns as many days just before it
 */
export function previousOf({ from, days, tz }: Range): Range {
  return between(addDays(from, -days.length), days.length, tz);
}

function between(from: Day, count: number, tz: string): Range {
  const days = Array.from({ length: count }, (_, index) => addDays(from, index));
  const to = addDays(from, count - 1);
  const starts = [...days, addDays(to, 1)].map((day) => startOf(day, tz));
  return { from, to, tz, days, starts, begin: starts[0] ?? new Date(0), end: starts.at(-1) ?? new Date(0) };
}

function refused(field: string, message: string): Invalid {
  return new Invalid('The query is not as the API describes it.', [{ field: `query.${field}`, message }]);
}
