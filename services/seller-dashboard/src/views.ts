import type { Note, Notes } from './note.ts';

/** Views of a product, as one event tells them. */
export interface Viewed extends Note {
  views: number;
}

/** Views of one product in a quarter of an hour: no time zone of today begins its days in between. */
export interface ViewsRow {
  productId: string;
  /** The beginning of the quarter. */
  at: Date;
  views: number;
}

/** The shortest time that figures are told apart by, in ms. */
export const quarterMs = 15 * 60_000;

/**
 * @param at a moment
 * @returns the beginning of its quarter of an hour
 */
export function quarterOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / quarterMs) * quarterMs);
}

/**
 * @param productId a product
 * @param at when it was looked at
 * @returns the id of the sheet that counts it
 */
export function viewsId(productId: string, at: Date): string {
  return `${productId}:${quarterOf(at).toISOString()}`;
}

/**
 * @param id the sheet's id
 * @param notes all views that were told of that quarter, each event once
 * @returns their sum
 */
export function viewsRow(id: string, notes: Notes<Viewed>): ViewsRow {
  const [productId = ''] = id.split(':', 1);
  return {
    productId,
    at: new Date(id.slice(productId.length + 1)),
    views: Object.values(notes).reduce((total, { views }) => total + views, 0),
  };
}
