import { PayoutId } from '@credenza/contracts';
import type { Stored } from '@credenza/service-kit';
import { accountOf, type Books, type Draft, type Posting } from './ledger.ts';
import type { Payout } from './payout.ts';

/**
 * Takes a payout out of the shop's available funds; refunds since it was proposed make it smaller, or leave too little to pay.
 *
 * @param payout an approved payout
 * @param minimum the least that is paid out, in minor units
 * @returns the posting to be; it comes to nothing when too little is available
 */
export function takeDraft(payout: Stored<Payout>, minimum: number): Draft {
  const available = accountOf(payout.sellerId, 'available');
  const entries = (books: Books) => {
    const amount = Math.min(payout.amount, books.fundsOf(payout.sellerId).available);
    if (amount < Math.max(1, minimum)) return undefined;
    return [
      { account: available, amount },
      { account: 'payout', amount: -amount },
    ];
  };
  return draft(payout, { kind: 'payout', sellers: [payout.sellerId], entries });
}

/**
 * @param posting what `takeDraft` has become
 * @returns how much was taken, in minor units
 */
export function takenBy(posting: Pick<Posting, 'entries'>): number {
  return posting.entries.reduce((sum, { account, amount }) => (account === 'payout' ? sum - amount : sum), 0);
}

/**
 * What must be in the ledger about the end of a payout.
 *
 * @param payout its present state
 * @returns the postings to be: that it has arrived, and that it came back, be it from its way or from where it had arrived
 */
export function endDrafts(payout: Stored<Payout>): Draft[] {
  const { sellerId, amount, settledAt, returnedAt } = payout;
  const arrived = [
    { account: 'payout', amount },
    { account: 'provider', amount: -amount },
  ];
  const back = [
    { account: settledAt ? 'provider' : 'payout', amount },
    { account: accountOf(sellerId, 'available'), amount: -amount },
  ];
  return [
    ...(settledAt ? [draft(payout, { kind: 'payout-settled', sellers: [], entries: arrived })] : []),
    ...(returnedAt ? [draft(payout, { kind: 'payout-returned', sellers: [sellerId], entries: back })] : []),
  ];
}

function draft(payout: Stored<Payout>, about: Pick<Draft, 'kind' | 'sellers' | 'entries'>): Draft {
  return {
    _id: `${about.kind}:${payout._id}`,
    ...about,
    currency: payout.currency,
    payoutId: PayoutId.parse(payout._id),
  };
}
