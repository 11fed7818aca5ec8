/** A calendar day such as `2026-03-29`. */
export type Day = string;

const dayMs = 86_400_000;
/** No time zone is further than this from UTC, in ms. */
const farthestMs = 15 * 3_600_000;

/** Making one takes the runtime longer than a thousand uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(tz: string): Intl.DateTimeFormat {
  const known = formats.get(tz);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: tz, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(tz, format);
  return format;
}

/**
 * @param name what somebody says is a time zone
 * @returns its name as the IANA database writes it; undefined when there is no such zone
 */
export function zoneNamed(name: string): string | undefined {
  // Offsets such as +01:00 are no time zones: they know no summer time.
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/**
 * @param at a moment
 * @param tz an IANA time zone
 * @returns the calendar day there
 */
export function dayOf(at: Date, tz: string): Day {
  return formatOf(tz).format(at);
}

/**
 * @param day a calendar day
 * @param count how many days later; negative for earlier
 * @returns that day
 */
export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10);
}

/**
 * @param from a calendar day
 * @param to a later one, or the same
 * @returns how many days there are from the one to the other, both included
 */
export function countDays(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/**
 * Finds the moment at which a day begins: usually midnight, but where the clocks skip midnight the first moment after it. A day
 * may thus last 23 or 25 hours.
 *
 * @param day a calendar day
 * @param tz an IANA time zone
 * @returns its first moment
 */
export function startOf(day: Day, tz: string): Date {
  const utc = Date.parse(day);
  let before = utc - farthestMs;
  let after = utc + farthestMs;
  // The clocks are never set to the second; a minute is as short as it gets.
  while (after - before > 60_000) {
    const middle = Math.floor((before + after) / 120_000) * 60_000;
    if (dayOf(new Date(middle), tz) < day) before = middle;
    else after = middle;
  }
  return new Date(after);
}
