import type { Stored } from '@credenza/service-kit';
import { type Draft, type Entry, movesOf, type Posting } from './ledger.ts';
import { draftsOf } from './order-postings.ts';
import type { Payment } from './payment.ts';
import type { Payout } from './payout.ts';
import { endDrafts, takenBy } from './payout-postings.ts';

/** Something in the ledger that is not as it must be. */
export interface Finding {
  what:
    | 'unbalanced'
    | 'unknown-account'
    | 'balance-differs'
    | 'posting-missing'
    | 'posting-unexpected'
    | 'posting-differs'
    | 'sale-unknown'
    | 'unreadable';
  /** The posting, shop, payment or payout. */
  id: string;
  detail: string;
  /** Set when something is missing that was never noted as posted: it only has to be posted. */
  neverPosted?: string | undefined;
}

/** What a check looks at in a posting. */
type Posted = Pick<Posting, '_id' | 'kind' | 'currency' | 'sellers' | 'entries' | 'at'>;

/** Postings may be on their way for so long, in ms. */
const graceMs = 5 * 60_000;
/** After this time a charged order must have been called paid or canceled, in ms. */
const saleWithinMs = 3_600_000;

/**
 * Compares what is in the ledger about an order with what must be there.
 *
 * @param payment the order's payment
 * @param posted the order's postings
 * @param now the time
 * @returns what is missing, what nobody asked for, and what moves other amounts
 */
export function checkOrder(payment: Stored<Payment>, posted: Posted[], now: Date): Finding[] {
  const wanted = draftsOf({ ...payment, booked: [] }, now);
  const underWay = payment.bookAt !== undefined && payment.bookAt.getTime() > now.getTime() - graceMs;
  const missing = wanted.filter(({ _id, kind }) => {
    if (posted.some((one) => one._id === _id)) return false;
    if (!payment.booked?.includes(_id)) return !underWay;
    return kind !== 'release'; // there may have been nothing to release
  });
  const ordinary = posted.filter((one) => !isDueRelease(payment, one));
  return [
    ...missing.map((draft) => ({
      ...findingOf('posting-missing', draft, `${payment._id} is ${payment.state}`),
      ...(!payment.booked?.includes(draft._id) && { neverPosted: payment._id }),
    })),
    ...compared(wanted, ordinary),
    ...saleUnknown(payment, now),
  ];
}

function saleUnknown({ _id, state, sale, settledAt }: Stored<Payment>, now: Date): Finding[] {
  const waits = state === 'succeeded' && !sale && settledAt !== undefined;
  if (!waits || now.getTime() - settledAt.getTime() <= saleWithinMs) return [];
  return [{ what: 'sale-unknown', id: _id, detail: 'is charged, but order.paid has not come: publish it again' }];
}

/**
 * Does the same for a payout.
 *
 * @param payout the payout
 * @param posted its postings
 * @param now the time
 * @returns what is missing, what nobody asked for, and what moves other amounts
 */
export function checkPayout(payout: Stored<Payout>, posted: Posted[], now: Date): Finding[] {
  const taken = ['taken', 'sent', 'settled', 'returned'].includes(payout.state);
  const underWay = payout.nextAt !== undefined && payout.nextAt.getTime() > now.getTime() - graceMs;
  const ends = endDrafts(payout);
  const take = posted.find(({ kind }) => kind === 'payout');
  const absent = ends.filter(({ _id }) => !underWay && !posted.some((one) => one._id === _id));
  const wrong = taken && take && takenBy(take) !== payout.amount ? [take] : [];
  const early = take && (taken || payout.state === 'approved') ? [take._id] : [];
  const strange = posted.filter(({ _id }) => !ends.some((draft) => draft._id === _id) && !early.includes(_id));
  return [
    ...(taken && !take
      ? [{ what: 'posting-missing' as const, id: `payout:${payout._id}`, detail: `the payout is ${payout.state}` }]
      : []),
    ...absent.map((draft) => findingOf('posting-missing', draft, `the payout is ${payout.state}`)),
    ...strange.map((one) => findingOf('posting-unexpected', one, `the payout is ${payout.state}`)),
    ...wrong.map((one) => findingOf('posting-differs', one, `the payout is of ${payout.amount}`)),
    ...compared(ends, posted).filter(({ what }) => what === 'posting-differs'),
  ];
}

/** What was right when it was posted, also when the order is canceled by now. */
function isDueRelease({ deliveries = [] }: Payment, { kind, sellers, at }: Posted): boolean {
  const due = deliveries.filter(({ releaseAt }) => releaseAt <= at);
  return kind === 'release' && due.some(({ sellerId }) => sellers.includes(sellerId));
}

function compared(wanted: Draft[], posted: Posted[]): Finding[] {
  return posted.flatMap((posting) => {
    const draft = wanted.find(({ _id }) => _id === posting._id);
    if (!draft) return [findingOf('posting-unexpected', posting, 'nothing asks for it')];
    const should = totalsOf(entriesOf(draft), draft);
    const is = totalsOf(posting.entries, posting);
    return should === is && draft.currency === posting.currency
      ? []
      : [findingOf('posting-differs', posting, `is ${is}, should be ${should}`)];
  });
}

function findingOf(what: Finding['what'], { _id }: { _id: string }, detail: string): Finding {
  return { what, id: _id, detail };
}

/** Which of a shop's funds were taken depended on the moment; that they were taken did not. */
function entriesOf(draft: Draft): Entry[] {
  if (Array.isArray(draft.entries)) return draft.entries;
  return draft.entries({ fundsOf: () => ({ pending: 0, available: 0 }), ofOrder: [] }) ?? [];
}

function totalsOf(entries: Entry[], { sellers }: Pick<Posted, 'sellers'>): string {
  const shared = entries.filter(({ account, amount }) => amount !== 0 && !account.startsWith('seller:'));
  const shops = sellers.map((sellerId) => {
    const { pending, available } = movesOf(entries, sellerId);
    return { account: sellerId, amount: 0 - pending - available };
  });
  const all = [...shared, ...shops].filter(({ amount }) => amount !== 0);
  return all
    .map(({ account, amount }) => `${account} ${amount}`)
    .sort()
    .join(', ');
}
