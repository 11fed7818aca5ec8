import { z } from 'zod';
import { event } from './event.ts';
import { BatchId, OrderId, PaymentId, PayoutId, RefundId, UserId } from './ids.ts';
import { Amount, Currency } from './money.ts';

const PaymentFacts = z.object({
  paymentId: PaymentId,
  orderId: OrderId,
  buyerId: UserId,
  amount: Amount,
  currency: Currency,
  provider: z.string(),
});

export const paymentSucceeded = event(
  'payment',
  'payment.succeeded',
  'The provider has charged the buyer.',
  'paymentId',
  PaymentFacts.extend({ providerReference: z.string() }),
);

export const paymentFailed = event(
  'payment',
  'payment.failed',
  'The provider has declined the charge for good.',
  'paymentId',
  PaymentFacts.extend({ reason: z.string() }),
);

export const paymentDelayed = event(
  'payment',
  'payment.delayed',
  'The provider does not answer: the charge waits, and is asked for again until the order expires.',
  'paymentId',
  PaymentFacts,
);

export const paymentRefunded = event(
  'payment',
  'payment.refunded',
  'The provider has given the money back.',
  'paymentId',
  PaymentFacts.extend({
    refundId: RefundId,
    amount: Amount.meta({
      description: 'what was left to give back; parts that went back before are told by refund.settled',
    }),
  }),
);

export const refundSettled = event(
  'payment',
  'refund.settled',
  'A part of a charge is back with the buyer.',
  'refundId',
  z.object({
    refundId: RefundId,
    paymentId: PaymentId,
    orderId: OrderId,
    buyerId: UserId,
    sellerId: UserId,
    amount: Amount,
    currency: Currency,
  }),
);

/** Minor units that may be owed: a shop whose refunds exceed its sales is below zero. */
export const Balance = z.int().min(-1_000_000_000_000).max(1_000_000_000_000);

export const balanceUpdated = event(
  'payment',
  'balance.updated',
  "A shop's money has moved.",
  'sellerId',
  z.object({
    sellerId: UserId,
    currency: Currency,
    pending: Balance.meta({ description: 'sold, but not yet free to be paid out' }),
    available: Balance.meta({ description: 'free to be paid out; below zero the shop owes it' }),
    cause: z.enum(['sale', 'released', 'refund', 'payout', 'payout-returned', 'correction']),
    subject: z.string().meta({ description: 'the order, refund or payout' }),
  }),
);

const PayoutFacts = z.object({
  payoutId: PayoutId,
  batchId: BatchId,
  sellerId: UserId,
  amount: Amount,
  currency: Currency,
});

export const payoutSettled = event(
  'payment',
  'payout.settled',
  "A shop's money is on its account.",
  'payoutId',
  PayoutFacts.extend({ reference: z.string() }),
);

export const payoutReturned = event(
  'payment',
  'payout.returned',
  'The bank has sent a payout back; the money is available again.',
  'payoutId',
  PayoutFacts.extend({ reason: z.string() }),
);
