import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, countDays, dayOf, startOf, zoneNamed } from '../src/calendar.ts';
import { previousOf, rangeOf } from '../src/range.ts';
import { stepOf } from '../src/sums.store.ts';

const hours = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000;

describe('days of a time zone', () => {
  test.each([
    ['an ordinary day', '2026-06-01', 'Europe/Berlin', '2026-05-31T22:00:00.000Z', 24],
    ['the day on which the clocks go forward', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
    ['the day on which they go back', '2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
    ['a day whose midnight is skipped', '2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z', 23],
    ['a day that has midnight twice', '2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z', 25],
    ['a day where clocks move by half an hour', '2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z', 24.5],
    ['a day 5 hours and 45 minutes ahead', '2026-06-01', 'Asia/Kathmandu', '2026-05-31T18:15:00.000Z', 24],
    ['the first place to see a day', '2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z', 24],
    ['the last one', '2026-01-01', 'Etc/GMT+12', '2026-01-01T12:00:00.000Z', 24],
    ['a day that a place has skipped', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 0],
  ])('%s begins and ends when it does there', (_what, day, tz, begins, length) => {
    expect(startOf(day, tz).toISOString()).toBe(begins);
    expect(hours(startOf(day, tz), startOf(addDays(day, 1), tz))).toBe(length);
  });

  test('every moment lies between the beginning of its day and that of the next one, in every zone', () => {
    const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const thisCentury = fc.date({ min: new Date('2005-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(anyZone, thisCentury, (tz, at) => {
        const day = dayOf(at, tz);
        expect(startOf(day, tz).getTime()).toBeLessThanOrEqual(at.getTime());
        expect(startOf(addDays(day, 1), tz).getTime()).toBeGreaterThan(at.getTime());
        expect(startOf(day, tz).getTime() % (15 * 60_000)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('a zone is taken by the names of the IANA database alone', () => {
    expect(['europe/berlin', 'UTC', 'Etc/GMT+5'].map(zoneNamed)).toEqual(['Europe/Berlin', 'UTC', 'Etc/GMT+5']);
    for (const no of ['+01:00', '-05', 'Mars/Olympus', 'CET;DROP', '', '/', 'Europe/Berlin\n', '../etc/passwd'])
      expect({ no, zone: zoneNamed(no) }).toEqual({ no, zone: undefined });
  });
});

describe('a range', () => {
  const now = new Date('2026-03-29T22:30:00Z'); // half past midnight in Berlin

  test('is the last 28 days with today, as today is there', () => {
    expect(rangeOf({ tz: 'UTC' }, now)).toMatchObject({ from: '2026-03-02', to: '2026-03-29' });
    expect(rangeOf({ tz: 'Europe/Berlin' }, now)).toMatchObject({ from: '2026-03-03', to: '2026-03-30' });
  });

  test('is compared with as many days before, whatever the clocks do', () => {
    const range = rangeOf({ from: '2026-03-29', to: '2026-03-30', tz: 'Europe/Berlin' }, now);
    const previous = previousOf(range);
    expect(previous).toMatchObject({ from: '2026-03-27', to: '2026-03-28', end: range.begin });
    expect([hours(range.begin, range.end), hours(previous.begin, previous.end)]).toEqual([47, 48]);
  });

  test('has from one day to 366', () => {
    expect(rangeOf({ from: '2026-03-29', to: '2026-03-29', tz: 'UTC' }, now).days).toEqual(['2026-03-29']);
    expect(rangeOf({ from: '2024-01-01', to: '2024-12-31', tz: 'UTC' }, now).days).toHaveLength(366);
    expect(() => rangeOf({ from: '2024-01-01', to: '2025-01-01', tz: 'UTC' }, now)).toThrow('not as the API');
    expect(() => rangeOf({ from: '2024-01-02', to: '2024-01-01', tz: 'UTC' }, now)).toThrow('not as the API');
    expect(countDays('2024-02-28', '2024-03-01')).toBe(3);
  });

  test('is added up in hours, and in quarters where a day does not begin with an hour', () => {
    const step = (tz: string) => stepOf(rangeOf({ tz }, now)) / 60_000;
    expect([step('UTC'), step('Europe/Berlin'), step('Asia/Kolkata'), step('Asia/Kathmandu')]).toEqual([
      60, 60, 15, 15,
    ]);
  });
});
