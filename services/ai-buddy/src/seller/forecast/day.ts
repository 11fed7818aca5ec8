/** What happened to a variant on one day. */
export interface Day {
  /** Pieces that were sold and not canceled again. */
  units: number;
  /** For which share of the day it could be bought, from 0 to 1. */
  open: number;
  /** What it cost, in minor units; missing where nobody knows. */
  price?: number | undefined;
}

/** Below this share of a day its sales say too little about the demand. */
const enoughOpen = 0.25;

/**
 * What would have been sold had it been there all day. Days without stock say nothing about the demand: taken for zeros they would
 * make a forecast of empty shelves come true.
 *
 * @param day a day
 * @returns pieces; undefined when it could hardly be bought
 */
export function demandOf({ units, open }: Day): number | undefined {
  return open < enoughOpen ? undefined : units / open;
}
