import {
  type BatchId,
  Currency,
  type Fact,
  PayoutId,
  payoutReturned,
  payoutSettled,
  type UserId,
} from '@credenza/contracts';
import type { Decision, Stored } from '@credenza/service-kit';
import { z } from 'zod';
import type { TransferResult } from './bank.ts';

export const PayoutState = z.enum(['proposed', 'approved', 'taken', 'sent', 'settled', 'returned', 'skipped']).meta({
  description:
    '`taken`: out of the available funds, not at the bank yet; `sent`: at the bank; `returned`: available again; `skipped`: not paid',
});
export type PayoutState = z.infer<typeof PayoutState>;

/** Money that goes to one shop's bank account. */
export interface Payout {
  batchId: BatchId;
  sellerId: UserId;
  /** Minor units; once it is taken, what was there to take. */
  amount: number;
  currency: string;
  state: PayoutState;
  /** Why it was skipped or returned. */
  reason?: string | undefined;
  /** The bank's name for it. */
  reference?: string | undefined;
  /** Its end is not in the ledger yet. */
  unbooked?: true | undefined;
  /** When the job goes on with it, should nobody else have. */
  nextAt?: Date | undefined;
  createdAt: Date;
  settledAt?: Date | undefined;
  returnedAt?: Date | undefined;
}

type Step = 'approve' | 'take' | 'skip' | 'send' | 'settle' | 'return';

/** The whole life of a payout. What is not in the table changes nothing. A bank may send back even what it has settled. */
export const transitions: Record<PayoutState, Partial<Record<Step, PayoutState>>> = {
  proposed: { approve: 'approved', skip: 'skipped' },
  approved: { take: 'taken', skip: 'skipped' },
  taken: { send: 'sent', settle: 'settled', return: 'returned' },
  sent: { settle: 'settled', return: 'returned' },
  settled: { return: 'returned' },
  returned: {},
  skipped: {},
};

/** How long a payout is left alone before the job goes on with it, in ms: once it is approved, at the bank, and in between. */
const waitMs: Partial<Record<PayoutState, number>> = { approved: 0, sent: 5_000 };
const goesOnAfterMs = 60_000;

/** What has to be done next. */
export type Task = 'book' | 'take' | 'send' | 'ask';

/**
 * @param payout its present state
 * @returns what is missing for it to come to its end; undefined when it waits for nobody
 */
export function nextTask(payout: Payout): Task | undefined {
  if (payout.unbooked) return 'book';
  if (payout.state === 'approved') return 'take';
  if (payout.state === 'taken') return 'send';
  return payout.state === 'sent' ? 'ask' : undefined;
}

/**
 * @param payout its present state
 * @param now the time
 * @returns the change; undefined unless it was proposed
 */
export function approvePayout(payout: Stored<Payout>, now: Date): Decision<Payout> | undefined {
  return move(payout, 'approve', now);
}

/**
 * Takes in that the ledger has taken the money out of the shop's available funds.
 *
 * @param payout its present state
 * @param amount what there was to take, in minor units
 * @param now the time
 * @returns the change; undefined when the payout knows it already
 */
export function takePayout(payout: Stored<Payout>, amount: number, now: Date): Decision<Payout> | undefined {
  return move(payout, 'take', now, { amount });
}

/**
 * @param payout its present state
 * @param reason why it is not paid, for the admin
 * @param now the time
 * @returns the change; undefined when its money is taken already
 */
export function skipPayout(payout: Stored<Payout>, reason: string, now: Date): Decision<Payout> | undefined {
  return move(payout, 'skip', now, { reason });
}

const stepOf: Record<TransferResult['status'], Step> = { sent: 'send', settled: 'settle', returned: 'return' };

/**
 * Takes in what the bank says, whoever asked and however often.
 *
 * @param payout its present state
 * @param result what the bank says
 * @param now the time
 * @returns the change; undefined when the payout knows it already
 */
export function recordTransfer(
  payout: Stored<Payout>,
  result: TransferResult,
  now: Date,
): Decision<Payout> | undefined {
  const known = result.status === 'returned' ? { reason: result.reason } : { reference: result.reference };
  return move(payout, stepOf[result.status], now, known);
}

/**
 * Takes in that the end of a payout is in the ledger.
 *
 * @param payout its present state
 * @returns the change; undefined when the payout knows it already
 */
export function notePosted(payout: Stored<Payout>): Decision<Payout> | undefined {
  return payout.unbooked && { state: { unbooked: undefined, nextAt: undefined }, facts: [] };
}

function move(
  payout: Stored<Payout>,
  step: Step,
  now: Date,
  known: Decision<Payout>['state'] = {},
): Decision<Payout> | undefined {
  const state = transitions[payout.state][step];
  if (state === undefined) return undefined;
  const ends = state === 'settled' || state === 'returned';
  const change = {
    ...known,
    state,
    ...(state === 'settled' && { settledAt: now }),
    ...(state === 'returned' && { returnedAt: now }),
    ...(ends && { unbooked: true as const }),
  };
  const after = { ...payout, ...change };
  const nextAt = nextTask(after) ? new Date(now.getTime() + (waitMs[state] ?? goesOnAfterMs)) : undefined;
  return { state: { ...change, nextAt }, facts: newsOf(after) };
}

function newsOf(payout: Stored<Payout>): Fact[] {
  const { batchId, sellerId, amount, reference = '', reason = '' } = payout;
  const currency = Currency.parse(payout.currency);
  const facts = { payoutId: PayoutId.parse(payout._id), batchId, sellerId, amount, currency };
  if (payout.state === 'settled') return [payoutSettled.of({ ...facts, reference })];
  return payout.state === 'returned' ? [payoutReturned.of({ ...facts, reason })] : [];
}
