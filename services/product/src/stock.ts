import type { Level } from './levels.ts';

/** Pieces that an order has taken out of the offer but not out of the house. */
export interface Hold {
  orderId: string;
  quantity: number;
  /** From then on somebody looks what became of the order: short at first, as long as the reservation once one was found. */
  until: Date;
  /** Which run of a command took them. Pieces go back by order and attempt, so a late run never gives back what a newer one took. */
  attempt: string;
}

/**
 * The counters of one variant (its id is the document's). At all times `onHand - available` is the sum of the holds, and
 * nothing is negative.
 */
export interface Stock {
  productId: string;
  sellerId: string;
  onHand: number;
  available: number;
  holds: Hold[];
  lowStockThreshold: number;
  /** How many pieces the last imported file said there are: the same figure again is no count, what was sold since stays sold. */
  imported?: number | undefined;
  /** The last bulk change that it has been through. */
  lastBulk?: string | undefined;
  /** Whether the product was last announced as without a piece of this variant. */
  saidEmpty: boolean;
  /** Whether the seller was told that it runs low, since it last did. */
  saidLow: boolean;
  /** Set while what was said differs from what is: somebody has to say it, and whoever finds it may. */
  news: boolean;
}

/** What is to be said about a variant. */
export interface News {
  /** It is sold out, or it is back. */
  empty?: boolean;
  /** It has fallen to its threshold, or risen above it again. */
  low?: boolean;
}

/**
 * @param stock a variant's counters
 * @returns what nobody has been told yet
 */
export function newsOf(stock: Pick<Stock, 'available' | 'lowStockThreshold' | 'saidEmpty' | 'saidLow'>): News {
  const empty = stock.available === 0;
  const low = stock.available <= stock.lowStockThreshold;
  return { ...(empty !== stock.saidEmpty && { empty }), ...(low !== stock.saidLow && { low }) };
}

/**
 * @param stock a variant's counters
 * @returns what others may know of them
 */
export function levelFrom(stock: Pick<Stock, 'onHand' | 'available' | 'lowStockThreshold' | 'imported'>): Level {
  const { onHand, available, lowStockThreshold, imported } = stock;
  return {
    onHand,
    available,
    lowStockThreshold,
    held: onHand > available,
    ...(imported !== undefined && { imported }),
  };
}
