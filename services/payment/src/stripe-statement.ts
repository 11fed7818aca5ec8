import type Stripe from 'stripe';
import { fromProvider } from './provider-amount.ts';
import { StatementRow } from './provider-statement.ts';
import { speaking } from './stripe-client.ts';
import { stripeFee } from './stripe-intents.ts';

/** Money between Stripe and the marketplace's own bank, and Stripe's own bills: not about any order or shop. */
const ownAffairs = [
  'payout',
  'payout_cancel',
  'payout_failure',
  'topup',
  'topup_reversal',
  'stripe_fee',
  'stripe_fx_fee',
];

/**
 * Reads Stripe's statement: the balance transactions of a period, which Stripe's own reports are made from.
 *
 * @param client Stripe's client
 * @param since the beginning of the period
 * @param until its end, not included
 * @returns the lines; what we have not caused (a dispute, a refund that failed) comes as `other`, under Stripe's name for it
 */
export async function* stripeStatement(client: Stripe, since: Date, until: Date): AsyncGenerator<StatementRow> {
  const created = { gte: secondsOf(since), lt: secondsOf(until) };
  let after: string | undefined;
  for (;;) {
    const page = await speaking(() =>
      client.balanceTransactions.list({
        created,
        limit: 100,
        expand: ['data.source'],
        ...(after !== undefined && { starting_after: after }),
      }),
    );
    for (const entry of page.data) for (const row of rowsOf(entry)) yield StatementRow.parse(row);
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return;
  }
}

function rowsOf(entry: Stripe.BalanceTransaction): unknown[] {
  const { source, type, id } = entry;
  const at = new Date(entry.created * 1_000).toISOString();
  const row = (kind: string, key: string | undefined, units: number, code: string, state: string) =>
    key === undefined
      ? []
      : [{ type: kind, key, amount: fromProvider(units, code), currency: code.toUpperCase(), state, at }];
  if (ownAffairs.includes(type)) return [];
  if (source && typeof source !== 'string') {
    if (source.object === 'charge' && (type === 'charge' || type === 'payment')) {
      const { amount, currency, metadata } = source;
      const fee = stripeFee({ ...source, balance_transaction: entry }) ?? 0;
      const fees = {
        type: 'fee',
        key: metadata.key,
        amount: fee,
        currency: currency.toUpperCase(),
        state: 'charged',
        at,
      };
      const charge = row('charge', metadata.key, amount, currency, 'charged');
      if (charge.length > 0) return fee > 0 ? [...charge, fees] : charge;
    }
    if (source.object === 'refund' && (type === 'refund' || type === 'payment_refund')) {
      const refund = row('refund', source.metadata?.refundId, source.amount, source.currency, 'refunded');
      if (refund.length > 0) return refund;
    }
    if (source.object === 'transfer' && type === 'transfer') {
      const state = source.reversed ? 'returned' : 'settled';
      const payout = row('payout', source.metadata.payoutId, source.amount, source.currency, state);
      if (payout.length > 0) return payout;
    }
  }
  return row('other', id, Math.abs(entry.amount), entry.currency, type);
}

function secondsOf(at: Date): number {
  return Math.ceil(at.getTime() / 1_000);
}
