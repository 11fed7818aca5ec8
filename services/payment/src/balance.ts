import { balanceUpdated, Currency, UserId } from '@credenza/contracts';
import type { Decision, Stored } from '@credenza/service-kit';
import { type Funds, type Kind, movesOf, type Posting } from './ledger.ts';

/** A shop's running balances: the sums of its ledger entries, kept in the same write as they are. */
export interface Balance {
  /** By currency. */
  funds: Record<string, Funds>;
}

const nothing: Funds = { pending: 0, available: 0 };

/**
 * @param balance a shop's balances
 * @param currency an ISO 4217 code
 * @returns its funds in that currency
 */
export function fundsIn(balance: Balance | undefined, currency: string): Funds {
  return balance?.funds[currency] ?? nothing;
}

/** What balance.updated calls it; postings of other kinds move no shop's funds. */
const causes: Partial<Record<Kind, 'sale' | 'released' | 'refund' | 'payout' | 'payout-returned'>> = {
  sale: 'sale',
  release: 'released',
  refund: 'refund',
  cancellation: 'refund',
  payout: 'payout',
  'payout-returned': 'payout-returned',
};

/**
 * Moves a shop's funds as a posting says.
 *
 * @param balance the shop's balances
 * @param posting the posting, which is written in the same transaction
 * @returns the change and its news; one that moves nothing is written all the same, so that whoever decided on the old state notices
 */
export function move(balance: Stored<Balance>, posting: Posting): Decision<Balance> {
  const sellerId = UserId.parse(balance._id);
  const moves = movesOf(posting.entries, sellerId);
  const before = fundsIn(balance, posting.currency);
  const after = { pending: before.pending + moves.pending, available: before.available + moves.available };
  const cause = causes[posting.kind];
  const moved = moves.pending !== 0 || moves.available !== 0;
  const subject = posting.payoutId ?? posting.refundId ?? posting.orderId ?? posting._id;
  const currency = Currency.parse(posting.currency);
  return {
    state: { funds: { ...balance.funds, [posting.currency]: after } },
    facts: cause && moved ? [balanceUpdated.of({ sellerId, currency, ...after, cause, subject })] : [],
  };
}
