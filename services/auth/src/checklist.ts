import { z } from 'zod';
import { DocumentKind } from './document.ts';
import { line, plainText } from './name.ts';
import type { ShopState } from './shop.ts';
import { missingOf } from './shop-profile.ts';

const words = {
  title: line(100),
  text: plainText(1_000).default('').meta({ description: 'what a seller has to know about it' }),
  required: z.boolean().default(true).meta({ description: 'whether a shop is only complete with it' }),
};

/** Something that the marketplace asks of a new shop. */
export const ChecklistRow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('document'), documentKind: DocumentKind, ...words }),
  z.strictObject({ kind: z.literal('payout-account'), ...words }),
  z.strictObject({ kind: z.literal('terms'), termsVersion: line(40), ...words }),
  z.strictObject({ kind: z.literal('profile'), ...words }),
  z.strictObject({ kind: z.literal('product'), ...words }),
]);
export type ChecklistRow = z.output<typeof ChecklistRow>;

/** What the marketplace asks of new shops, in the order in which they are shown it. */
export const ChecklistInput = z
  .strictObject({ rows: z.array(ChecklistRow).max(30) })
  .refine(({ rows }) => new Set(rows.map(subjectOf)).size === rows.length, 'must not ask for the same thing twice');

/** What a row asks for: each document is a thing of its own, everything else there is once. */
function subjectOf(row: ChecklistRow): string {
  return row.kind === 'document' ? `document:${row.documentKind}` : row.kind;
}

/** A row as it stands with one shop. */
export const CheckedRow = z.object({
  kind: z.enum(['document', 'payout-account', 'terms', 'profile', 'product']),
  documentKind: z.string().optional(),
  termsVersion: z.string().optional(),
  title: z.string(),
  text: z.string(),
  required: z.boolean(),
  done: z.boolean(),
  lacking: z.array(z.string()).optional().meta({ description: 'the fields of the profile that are empty' }),
});
export type CheckedRow = z.output<typeof CheckedRow>;

/** As much of a shop as the checklist looks at. */
export type Checked = Pick<
  ShopState,
  'documents' | 'payout' | 'terms' | 'hasProduct' | 'description' | 'address' | 'taxId' | 'contactEmail' | 'name'
>;

/**
 * @param row something that is asked for
 * @param shop a shop
 * @returns whether the shop has it
 */
export function isDone(row: ChecklistRow, shop: Checked): boolean {
  switch (row.kind) {
    case 'document':
      return shop.documents.some(({ kind }) => kind === row.documentKind);
    case 'payout-account':
      return shop.payout !== undefined;
    case 'terms':
      return shop.terms?.version === row.termsVersion;
    case 'profile':
      return missingOf(shop).length === 0;
    case 'product':
      return shop.hasProduct === true;
  }
}

/**
 * @param rows what is asked for
 * @param shop a shop
 * @returns each row with whether the shop has it
 */
export function checkedRows(rows: ChecklistRow[], shop: Checked): CheckedRow[] {
  return rows.map((row) => {
    const done = isDone(row, shop);
    return { ...row, done, ...(row.kind === 'profile' && !done && { lacking: missingOf(shop) }) };
  });
}

/**
 * @param rows what is asked for
 * @param shop a shop
 * @returns the titles of the required rows that the shop lacks; none when it is complete
 */
export function missingRows(rows: ChecklistRow[], shop: Checked): string[] {
  return rows.filter((row) => row.required && !isDone(row, shop)).map(({ title }) => title);
}

/**
 * @param rows what is asked for
 * @returns the version of the terms that a shop has to accept; undefined when there are none
 */
export function presentTerms(rows: ChecklistRow[]): string | undefined {
  return rows.find((row) => row.kind === 'terms')?.termsVersion;
}
