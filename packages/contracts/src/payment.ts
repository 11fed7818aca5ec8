import { z } from 'zod';
import { event } from './event.ts';
import { OrderId, PaymentId, RefundId, UserId } from './ids.ts';
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

export const paymentRefunded = event(
  'payment',
  'payment.refunded',
  'The provider has given the money back.',
  'paymentId',
  PaymentFacts.extend({ refundId: RefundId }),
);
