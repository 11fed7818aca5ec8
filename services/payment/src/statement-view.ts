import { Balance, Currency, OrderId, PayoutId, RefundId, type UserId } from '@credenza/contracts';
import { z } from 'zod';
import { type Kind, movesOf, type Posting } from './ledger.ts';

/** One movement of a shop's funds, as the shop reads it. */
export const StatementLine = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  text: z.string(),
  currency: Currency,
  pending: Balance.meta({ description: 'how much the pending funds changed, in minor units' }),
  available: Balance.meta({ description: 'how much the available funds changed, in minor units' }),
  orderId: OrderId.optional(),
  refundId: RefundId.optional(),
  payoutId: PayoutId.optional(),
});

const words: Partial<Record<Kind, string>> = {
  sale: 'Sold; held until it is delivered and can no longer come back',
  refund: 'Refunded to the buyer',
  cancellation: 'The order was canceled',
  release: 'Free to be paid out',
  payout: 'Paid out to your account',
  'payout-returned': 'Your bank sent a payout back',
};

/**
 * @param posting a posting that moves the shop's funds
 * @param sellerId the shop
 * @returns the shop's line of it; what it moves of others is not shown
 */
export function statementLine(posting: Posting, sellerId: UserId): z.input<typeof StatementLine> {
  const { _id, kind, at, currency, orderId, refundId, payoutId } = posting;
  return {
    id: _id,
    at: at.toISOString(),
    text: words[kind] ?? kind,
    currency,
    ...movesOf(posting.entries, sellerId),
    ...(orderId && { orderId }),
    ...(refundId && { refundId }),
    ...(payoutId && { payoutId }),
  };
}
