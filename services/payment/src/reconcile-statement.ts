import type { Context } from './context.ts';
import type { Posting } from './ledger.ts';
import { refundIdOf } from './payment.ts';
import type { StatementRow, Unreadable } from './provider-statement.ts';
import { compare, type Difference, expectedOf, listedTwice, missingThere, unreadable } from './reconcile.ts';

/** Lines that are looked up together. */
const together = 500;

/** Both clocks and the way between them: what happened so close to the edge of a period may be in the neighbouring statement, in ms. */
const edgeMs = 5 * 60_000;

/** What came of a comparison. */
export interface Reconciliation {
  rows: number;
  matched: number;
  /** Of our postings in the period: so close to its edges that they were not missed. */
  nearTheEdge: number;
  differences: Difference[];
}

/**
 * Compares a provider's statement with our books, both ways: every line with what we know of its key, and every posting of the
 * period that moves money at the provider with the lines.
 *
 * @param rows the statement, as it arrives
 * @param of what it covers, `until` not included, and whose it is; without a provider's name it is about all of our books
 * @param ctx the stores
 * @returns every difference
 */
export async function reconcileStatement(
  rows: AsyncIterable<StatementRow | Unreadable>,
  { provider, ...period }: { since: Date; until: Date; provider?: string | undefined },
  ctx: Context,
): Promise<Reconciliation> {
  const result: Reconciliation = { rows: 0, matched: 0, nearTheEdge: 0, differences: [] };
  const listed = new Set<string>();
  let batch: StatementRow[] = [];
  const look = async () => {
    const known = await knownOf(batch, ctx);
    for (const row of batch) {
      const difference = compare(row, known.get(nameOf(row)));
      if (difference) result.differences.push(difference);
      else result.matched += 1;
    }
    batch = [];
  };
  for await (const row of rows) {
    result.rows += 1;
    if ('why' in row) result.differences.push(unreadable(row));
    else if (listed.has(nameOf(row))) result.differences.push(listedTwice(row));
    else {
      listed.add(nameOf(row));
      if (batch.push(row) === together) await look();
    }
  }
  await look();
  let missed: Posting[] = [];
  const count = async () => {
    for (const posting of await doneBy(provider, missed, ctx)) {
      const near =
        posting.at.getTime() - period.since.getTime() <= edgeMs ||
        period.until.getTime() - posting.at.getTime() <= edgeMs;
      if (near) result.nearTheEdge += 1;
      else result.differences.push(missingThere(posting));
    }
    missed = [];
  };
  for await (const posting of ctx.ledger.between(period.since, period.until)) {
    const expected = expectedOf(posting);
    if (expected && !listed.has(nameOf(expected)) && missed.push(posting) === together) await count();
  }
  await count();
  return result;
}

/** Those of some postings that are about money at one provider; a payout's is the bank that pays out here. */
async function doneBy(provider: string | undefined, postings: Posting[], ctx: Context): Promise<Posting[]> {
  if (provider === undefined || postings.length === 0) return postings;
  const payments = await ctx.payments.of(postings.flatMap(({ paymentId }) => (paymentId ? [paymentId] : [])));
  const theirs = new Set(payments.filter((one) => one.provider === provider).map(({ _id }) => _id));
  return postings.filter(({ payoutId, paymentId = '' }) =>
    payoutId === undefined ? theirs.has(paymentId) : provider === ctx.bank.name,
  );
}

type Side = NonNullable<Difference['ours']>;
const nameOf = ({ type, key }: { type: string; key: string }) => `${type}:${key}`;

/** What our books say: the ledger where something is posted, and how the payment, refund or payout stands where nothing is. */
async function knownOf(rows: StatementRow[], ctx: Context): Promise<Map<string, Side>> {
  const keys = (type: StatementRow['type']) => rows.filter((row) => row.type === type).map(({ key }) => key);
  const [postings, payments, refunds, wholes, payouts] = await Promise.all([
    ctx.ledger.of(rows.map(nameOf)),
    ctx.payments.of([...keys('charge'), ...keys('fee')]),
    ctx.payments.refundsOf(keys('refund')),
    ctx.payments.of(keys('refund').map((key) => key.replace(/^rfd_/, 'pay_'))),
    ctx.payouts.of(keys('payout')),
  ]);
  const standing = [
    ...payments.flatMap(({ _id, amount, currency, state }) => [
      [`charge:${_id}`, { amount, currency, state }] as const,
      [`fee:${_id}`, { currency, state }] as const,
    ]),
    ...wholes.map(({ _id, currency, state }) => [`refund:${refundIdOf(_id)}`, { currency, state }] as const),
    ...refunds.map(({ refundId, amount, currency, status }) => {
      const state = status === 'settled' ? 'refunded' : status;
      return [`refund:${refundId}`, { amount, currency, state }] as const;
    }),
    ...payouts.map(({ _id, amount, currency, state }) => [`payout:${_id}`, { amount, currency, state }] as const),
  ];
  const posted = postings.flatMap((posting) => {
    const expected = expectedOf(posting);
    return expected ? [[nameOf(expected), expected.ours] as const] : [];
  });
  return new Map<string, Side>([...standing, ...posted]);
}
