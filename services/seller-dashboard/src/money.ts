import type { Note, Notes } from './note.ts';

/** What payment owes a shop in one currency, in minor units; below zero the shop owes it. */
export interface BalanceRow {
  currency: string;
  pending: number;
  available: number;
  at: Date;
}
export type BalanceNote = Note & BalanceRow;

/** The bank took a payout, or sent it back. */
export interface PayoutNote extends Note {
  amount: number;
  currency: string;
  /** The bank's reference, or its reason. */
  detail: string;
}

/** A payout; what comes back after all was settled before. */
export interface PayoutRow {
  payoutId: string;
  status: 'settled' | 'returned';
  amount: number;
  currency: string;
  settledAt?: Date | undefined;
  returnedAt?: Date | undefined;
  reference?: string | undefined;
  reason?: string | undefined;
}

/** What notes about money are kept under. */
export const moneyKeys = { now: 'now', settled: 'settled', returned: 'returned' };

/**
 * @param _id the sheet's id
 * @param notes the newest balance
 * @returns it
 */
export function balanceRow(_id: string, notes: Notes<BalanceNote>): BalanceRow {
  const { currency = '', pending = 0, available = 0, at = new Date(0) } = notes[moneyKeys.now] ?? {};
  return { currency, pending, available, at };
}

/**
 * @param payoutId the payout
 * @param notes what the bank said
 * @returns its row
 */
export function payoutRow(payoutId: string, notes: Notes<PayoutNote>): PayoutRow {
  const { settled, returned } = notes;
  return {
    payoutId,
    status: returned ? 'returned' : 'settled',
    amount: (settled ?? returned)?.amount ?? 0,
    currency: (settled ?? returned)?.currency ?? '',
    settledAt: settled?.at,
    returnedAt: returned?.at,
    reference: settled?.detail,
    reason: returned?.detail,
  };
}
