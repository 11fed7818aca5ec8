import type { SellerState } from '@credenza/contracts';
import type { Note, Notes } from './note.ts';

/** A shop as its newest event tells it. */
export interface ShopRow {
  name: string;
  state: SellerState;
  currency: string;
  members: string[];
  /** Whether there is an account that payouts can go to. */
  payoutReady: boolean;
}
export type ShopNote = Note & ShopRow;

/** What the note about a shop is kept under. */
export const shopKey = 'now';

/**
 * @param _id the shop's id
 * @param notes the newest word
 * @returns the shop; undefined fields never occur, a sheet begins with a note
 */
export function shopRow(_id: string, notes: Notes<ShopNote>): ShopRow | undefined {
  const note = notes[shopKey];
  if (!note) return undefined;
  const { name, state, currency, members, payoutReady } = note;
  return { name, state, currency, members, payoutReady };
}
