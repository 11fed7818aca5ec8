/** Chance that always falls the same way: the same seed gives the same catalogue on every machine. */
export interface Dice {
  /** @returns a number in [0, 1) */
  roll(): number;
  /** @returns a whole number from low to high, both included */
  between(low: number, high: number): number;
  /** @returns one of the items; throws when there is none */
  pick<Item>(items: readonly Item[]): Item;
  /** @returns up to `count` different items, in an order of their own */
  some<Item>(items: readonly Item[], count: number): Item[];
  /** @returns true with the given probability (0 to 1) */
  chance(probability: number): boolean;
}

/**
 * FNV-1a, which spreads short texts well enough for pictures and prices.
 *
 * @param text any text
 * @returns an unsigned 32-bit number
 */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}

/**
 * @param seed any text, such as a product's title
 * @returns dice that fall the same way for the same seed (mulberry32)
 */
export function dice(seed: string): Dice {
  let state = hash(seed);
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number) => low + Math.floor(roll() * (high - low + 1));
  return {
    roll,
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError('there is nothing to pick from');
      return item;
    },
    some(items, count) {
      const rest = [...items];
      return Array.from({ length: Math.min(count, rest.length) }, () =>
        rest.splice(between(0, rest.length - 1), 1),
      ).flat();
    },
    chance: (probability) => roll() < probability,
  };
}
