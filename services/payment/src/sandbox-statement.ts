import { StatementRow } from './provider-statement.ts';
import type { SandboxCharges } from './sandbox.store.ts';
import type { SandboxTransfers } from './sandbox-bank.store.ts';
import { changesOf } from './sandbox-bank.ts';
import { feeOf } from './sandbox-fee.ts';

/**
 * Writes the sandbox's statement from its own books, as a provider would: charges, their fees, refunds and payouts.
 *
 * @param books the sandbox's and its bank's
 * @param period what it covers, `until` not included
 * @returns the lines
 */
export async function* sandboxStatement(
  books: { charges: SandboxCharges; transfers: SandboxTransfers },
  { since, until }: { since: Date; until: Date },
): AsyncGenerator<StatementRow> {
  for await (const { _id: key, amount, currency, decidedAt } of books.charges.charged(since, until)) {
    const at = (decidedAt ?? since).toISOString();
    yield StatementRow.parse({ type: 'charge', key, amount, currency, state: 'charged', at });
    yield StatementRow.parse({ type: 'fee', key, amount: feeOf(amount), currency, state: 'charged', at });
  }
  for await (const { refunds = [], currency } of books.charges.refunded(since, until)) {
    for (const { id: key, amount, at } of refunds.filter((one) => one.at >= since && one.at < until))
      yield StatementRow.parse({ type: 'refund', key, amount, currency, state: 'refunded', at: at.toISOString() });
  }
  for await (const transfer of books.transfers.entered(since, until)) {
    const { _id: key, amount, currency } = transfer;
    const change = changesOf(transfer).findLast(({ at }) => at < until);
    if (change && change.at >= since)
      yield StatementRow.parse({
        type: 'payout',
        key,
        amount,
        currency,
        state: change.status,
        at: change.at.toISOString(),
      });
  }
}
