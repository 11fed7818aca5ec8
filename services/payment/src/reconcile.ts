import { z } from 'zod';
import type { Posting } from './ledger.ts';
import type { StatementRow, Unreadable } from './provider-statement.ts';

const Side = z.object({ amount: z.int().optional(), currency: z.string().optional(), state: z.string() });
type Side = z.infer<typeof Side>;

/** One thing on which the provider's statement and our books do not agree. */
export const Difference = z.object({
  what: z.enum(['missing-here', 'missing-there', 'amount-differs', 'state-differs', 'listed-twice', 'unreadable']),
  type: z.string().optional(),
  key: z.string().optional(),
  ours: Side.optional(),
  theirs: Side.optional(),
  line: z.int().optional(),
  detail: z.string().optional(),
});
export type Difference = z.infer<typeof Difference>;

/**
 * Compares one line with what our books say about its key.
 *
 * @param row what the provider says
 * @param ours what we know; undefined when we have never heard of it
 * @returns the difference; undefined when both agree
 */
export function compare(row: StatementRow, ours: Side | undefined): Difference | undefined {
  const { type, key, amount, currency, state } = row;
  const theirs = { amount, currency, state };
  if (!ours) return { what: 'missing-here', type, key, theirs };
  if (ours.state !== state) return { what: 'state-differs', type, key, ours, theirs };
  if (ours.amount !== amount || ours.currency !== currency) return { what: 'amount-differs', type, key, ours, theirs };
  return undefined;
}

/**
 * @param row a line about what an earlier line was about
 * @returns that as a difference: it may have been done twice
 */
export function listedTwice({ type, key, amount, currency, state }: StatementRow): Difference {
  return { what: 'listed-twice', type, key, theirs: { amount, currency, state } };
}

/**
 * @param one a line that could not be read
 * @returns that as a difference
 */
export function unreadable({ line, why }: Unreadable): Difference {
  return { what: 'unreadable', line, detail: why };
}

const stateOf = { charge: 'charged', fee: 'charged', refund: 'refunded', payout: 'settled' } as const;

/** How the kinds of postings that move money at the provider are called in its statement. */
const typeOf: Partial<Record<Posting['kind'], keyof typeof stateOf>> = {
  charge: 'charge',
  fee: 'fee',
  refund: 'refund',
  'payout-settled': 'payout',
};

/**
 * What the provider's statement should say about a posting.
 *
 * @param posting a posting
 * @returns the line's type and key, with our side of it; undefined when the posting moves nothing at the provider
 */
export function expectedOf(posting: Posting): { type: StatementRow['type']; key: string; ours: Side } | undefined {
  const type = typeOf[posting.kind];
  const moved = posting.entries.reduce((sum, { account, amount }) => (account === 'provider' ? sum + amount : sum), 0);
  if (type === undefined || moved === 0) return undefined;
  const key = posting._id.slice(posting.kind.length + 1);
  return { type, key, ours: { amount: Math.abs(moved), currency: posting.currency, state: stateOf[type] } };
}

/**
 * @param posting a posting that moves money at the provider
 * @returns as a difference, that its statement does not know it
 */
export function missingThere(posting: Posting): Difference {
  return { what: 'missing-there', ...expectedOf(posting) };
}
