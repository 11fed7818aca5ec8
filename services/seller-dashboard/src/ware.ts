import type { Note, Notes } from './note.ts';

/** A product as its newest event tells it. */
export interface Told extends Note {
  what: 'told';
  title: string;
  status: string;
  variants: { variantId: string; title: string; sku?: string | undefined }[];
}

/** How many pieces of a variant could be bought at a time. */
export interface Counted extends Note {
  what: 'counted';
  variantId: string;
  available: number;
}

export type WareNote = Told | Counted;

/** A product as tables show it. */
export interface WareRow {
  title: string;
  status: string;
  variants: {
    variantId: string;
    title: string;
    sku?: string | undefined;
    /** How many there were when it was last told, and when that was. */
    available?: number | undefined;
    countedAt?: Date | undefined;
  }[];
}

/** What notes about a product are kept under. */
export const wareKeys = { told: 'told', counted: (variantId: string) => `counted:${variantId}` };

/**
 * @param _id the product's id
 * @param notes what is known of it
 * @returns its row; without a title as long as only its stock was told
 */
export function wareRow(_id: string, notes: Notes<WareNote>): WareRow {
  const told = notes.told?.what === 'told' ? notes.told : undefined;
  return {
    title: told?.title ?? '',
    status: told?.status ?? 'unknown',
    variants: (told?.variants ?? []).map((variant) => {
      const counted = notes[wareKeys.counted(variant.variantId)];
      if (counted?.what !== 'counted') return variant;
      return { ...variant, available: counted.available, countedAt: counted.at };
    }),
  };
}
