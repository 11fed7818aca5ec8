import type { OrderId, PaymentId, PayoutId, RefundId, UserId } from '@credenza/contracts';

/** Why money has moved; also the first part of a posting's id. */
export type Kind =
  | 'charge'
  | 'fee'
  | 'sale'
  | 'refund'
  | 'cancellation'
  | 'release'
  | 'payout'
  | 'payout-settled'
  | 'payout-returned';

/** One side of a posting: minor units, positive for a debit, negative for a credit. */
export interface Entry {
  account: string;
  amount: number;
}

/** What a posting is about. */
export interface About {
  paymentId?: PaymentId | undefined;
  orderId?: OrderId | undefined;
  refundId?: RefundId | undefined;
  payoutId?: PayoutId | undefined;
}

/** A transaction of the ledger: written once, never changed, and its entries sum to zero. */
export interface Posting extends About {
  /** Follows from what it is about, such as `sale:ord_…`, so that nothing is posted twice. */
  _id: string;
  kind: Kind;
  currency: string;
  /** The shops whose funds it moves. */
  sellers: UserId[];
  entries: Entry[];
  at: Date;
}

/** What the marketplace owes to a shop, in minor units: sold but held, and free to be paid out (below zero the shop owes it). */
export interface Funds {
  pending: number;
  available: number;
}

/** What some postings depend on: the shops' funds, and what was posted about the same order before. */
export interface Books {
  fundsOf(sellerId: UserId): Funds;
  ofOrder: Posting[];
}

/** A posting to be; where its entries depend on the books, they are decided in the transaction that writes them. */
export interface Draft extends Omit<Posting, 'entries' | 'at'> {
  entries: Entry[] | Decide;
}

/**
 * @param books the shops' funds and the order's postings, as the writing transaction sees them
 * @returns the entries; undefined when there is nothing to post
 */
export type Decide = (books: Books) => Entry[] | undefined;

/** The accounts that everybody shares. */
export const accounts = ['buyer', 'provider', 'commission', 'marketplace', 'payout'] as const;

/** Every account there can be. */
export const accountPattern = `^(${accounts.join('|')}|seller:usr_[0-9a-hjkmnp-tv-z]{26}:(pending|available))$`;
const isAccount = new RegExp(accountPattern);

/**
 * @param sellerId a shop
 * @param part which of its two accounts
 * @returns the account's name
 */
export function accountOf(sellerId: UserId, part: keyof Funds): string {
  return `seller:${sellerId}:${part}`;
}

/**
 * Leaves out the sides that move nothing; a posting that moves nothing at all keeps two of them, to say that it was made.
 *
 * @param entries the sides of a posting
 * @returns those to write
 * @throws Error when they do not sum to zero, are no whole numbers or name an account that does not exist
 */
export function balanced(entries: Entry[]): Entry[] {
  const sum = entries.reduce((total, { amount }) => total + amount, 0);
  const whole = entries.every(({ amount }) => Number.isSafeInteger(amount));
  const stranger = entries.find(({ account }) => !isAccount.test(account));
  if (sum !== 0 || !whole || stranger) throw new Error(`This is no posting: ${JSON.stringify(entries)}`);
  const moving = entries.filter(({ amount }) => amount !== 0);
  return moving.length > 0 ? moving : entries.slice(0, 2).map(({ account }) => ({ account, amount: 0 })); // not -0
}

/**
 * @param entries the sides of a posting
 * @param sellerId a shop
 * @returns how its funds change: a credit is owed to it
 */
export function movesOf(entries: Entry[], sellerId: UserId): Funds {
  const on = (account: string) =>
    entries.reduce((sum, entry) => (entry.account === account ? sum - entry.amount : sum), 0);
  return { pending: on(accountOf(sellerId, 'pending')), available: on(accountOf(sellerId, 'available')) };
}

/**
 * What is still held of a shop's share of an order: the sale, less what was taken back for it; nothing once it is released.
 *
 * @param ofOrder what was posted about the order
 * @param sellerId the shop
 * @returns minor units, never below zero
 */
export function heldOf(ofOrder: Posting[], sellerId: UserId): number {
  const own = ofOrder.filter(({ sellers }) => sellers.includes(sellerId));
  if (own.some(({ kind }) => kind === 'release')) return 0;
  const sums = own
    .map(({ entries }) => movesOf(entries, sellerId))
    .map(({ pending, available }) => pending + available);
  return Math.max(
    0,
    sums.reduce((sum, one) => sum + one, 0),
  );
}

/**
 * Takes money back from a shop: first what is held for the very order (the shop has not had it yet), then what is available,
 * then what is held for other orders; what is missing then makes the available funds negative, and the next payouts smaller.
 *
 * @param amount minor units
 * @param funds the shop's funds
 * @param held what is held for the order
 * @returns how much of each
 */
export function takeBack(amount: number, funds: Funds, held: number): Funds {
  const own = Math.max(0, Math.min(amount, held, funds.pending));
  const free = Math.min(amount - own, Math.max(0, funds.available));
  const others = Math.min(amount - own - free, Math.max(0, funds.pending - own));
  return { pending: own + others, available: amount - own - others };
}
