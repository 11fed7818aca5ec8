/** How many pieces it takes until a weekday's own figure counts as much as the assumption that all are alike. */
const doubt = 20;
/** Below so many days no rhythm is looked for. */
const leastDays = 28;

/**
 * Finds the rhythm of the week: for each weekday its demand as a multiple of the average, drawn towards 1 by as much as the pieces are few.
 *
 * @param demand pieces a day, the newest last; undefined where nobody knows
 * @returns seven factors; the first one is for the day after the last one
 */
export function weekRhythm(demand: readonly (number | undefined)[]): number[] {
  const known = demand.flatMap((units) => (units === undefined ? [] : [units]));
  if (known.length < leastDays) return Array.from({ length: 7 }, () => 1);
  const mean = known.reduce((sum, units) => sum + units, 0) / known.length;
  const factors = Array.from({ length: 7 }, (_, ahead) => {
    const days = demand.filter((units, at) => units !== undefined && (at - demand.length - ahead) % 7 === 0);
    const sold = days.reduce<number>((sum, units) => sum + (units ?? 0), 0);
    return (sold + doubt) / (days.length * mean + doubt);
  });
  const average = factors.reduce((sum, one) => sum + one, 0) / 7;
  return factors.map((one) => one / average);
}

/**
 * @param rhythm seven factors from `weekRhythm`
 * @param ahead a day: 0 is the one after the last one, -1 the last one
 * @returns its factor
 */
export function factorOf(rhythm: readonly number[], ahead: number): number {
  return rhythm[((ahead % 7) + 7) % 7] ?? 1;
}

/**
 * Takes the rhythm out of a series and leaves its total: where few pieces fall on one weekday, dividing alone would make them fewer.
 *
 * @param demand pieces a day, the newest last; undefined where nobody knows
 * @param rhythm seven factors from `weekRhythm`
 * @returns the same without the rhythm
 */
export function withoutRhythm(
  demand: readonly (number | undefined)[],
  rhythm: readonly number[],
): (number | undefined)[] {
  const level = demand.map((units, at) =>
    units === undefined ? undefined : units / factorOf(rhythm, at - demand.length),
  );
  const total = (list: readonly (number | undefined)[]) => list.reduce<number>((sum, units) => sum + (units ?? 0), 0);
  const share = total(level) > 0 ? total(demand) / total(level) : 1;
  return level.map((units) => (units === undefined ? undefined : units * share));
}
