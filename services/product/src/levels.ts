/** How many pieces of one variant there are. */
export interface Level {
  /** Pieces in the seller's hands, those held for unpaid orders included. */
  onHand: number;
  /** Pieces that can be bought. */
  available: number;
  /** Whether an order holds pieces. */
  held: boolean;
  lowStockThreshold: number;
  /** How many pieces the last imported file said there are. */
  imported?: number;
}

/** The levels of a product's variants by variant id. */
export type Levels = ReadonlyMap<string, Level>;

const none: Level = { onHand: 0, available: 0, held: false, lowStockThreshold: 0 };

/**
 * @param levels the levels of some variants
 * @param variantId one of them
 * @returns its level; nothing at all for a variant without one
 */
export function levelOf(levels: Levels, variantId: string): Level {
  return levels.get(variantId) ?? none;
}
