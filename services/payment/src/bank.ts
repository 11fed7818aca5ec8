import type { UserId } from '@credenza/contracts';

/** Money for a shop's bank account; which account that is, the bank knows. */
export interface Transfer {
  /** The idempotency key: one payout is transferred at most once, however often it is asked for. */
  payoutId: string;
  sellerId: UserId;
  /** Minor units of the currency. */
  amount: number;
  currency: string;
}

/** What a bank says about a transfer; a settled one may still come back. */
export type TransferResult =
  | { status: 'sent'; reference: string }
  | { status: 'settled'; reference: string }
  | { status: 'returned'; reason: string };

/**
 * A company that pays shops out. Every method may throw, and may then have done its work all the same; `ProviderRefusal` means that
 * it will not transfer this payout.
 */
export interface Bank {
  name: string;
  /** Transfers, or says what became of the transfer with this key. */
  send(transfer: Transfer, signal: AbortSignal): Promise<TransferResult>;
  /** Says what became of a transfer; undefined when there is none with this key. */
  find(payoutId: string, signal: AbortSignal): Promise<TransferResult | undefined>;
}
