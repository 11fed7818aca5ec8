import { LineId, Quantity } from '@credenza/contracts';
import { z } from 'zod';

/** Pieces that somebody wants to do something with, each line once. */
export const PiecesWish = z
  .array(z.strictObject({ lineId: LineId, quantity: Quantity }))
  .min(1)
  .max(100)
  .refine((pieces) => new Set(pieces.map(({ lineId }) => lineId)).size === pieces.length, 'must name each line once');

/** Why somebody wants something. */
export const Reason = z.string().trim().min(1).max(500);

/** What somebody has to say about it. */
export const Note = z.string().trim().min(1).max(2_000);
