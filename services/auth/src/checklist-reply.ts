import { versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { ChecklistRow } from './checklist.ts';

/** The checklist as an admin sees and changes it. */
export const ChecklistView = z.object({ rows: z.array(ChecklistRow), version: z.int() });

/**
 * @param rows what the marketplace asks for
 * @param version their version
 * @returns the reply, with the ETag that If-Match takes
 */
export function checklistReply(rows: ChecklistRow[], version: number) {
  return versioned({ rows, version }, version, { headers: { 'cache-control': 'private, no-cache' } });
}
