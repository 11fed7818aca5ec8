import { Amount, Currency, OrderId, PaymentId, RefundId, UserId } from '@credenza/contracts';
import type { Stored, User } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from './context.ts';
import { nextPart } from './part-refund.ts';
import { PartStatus, type Payment, PaymentState, refundIdOf } from './payment.ts';
import { BuyerStep } from './provider.ts';

export const WaitsFor = z.enum(['buyer', 'provider', 'outage']).meta({
  description:
    "whose turn it is: the buyer's, in the provider's form; the provider's, which will be asked again; or nobody's before the provider, which does not answer at present, is back. It goes on by itself, and nothing is charged twice",
});

/** A payment as buyers and admins see it. */
export const PaymentView = z.object({
  paymentId: PaymentId,
  orderId: OrderId,
  buyerId: UserId,
  amount: Amount,
  currency: Currency,
  state: PaymentState,
  provider: z.string(),
  reference: z.string().optional().meta({ description: "the provider's name for the charge" }),
  waitsFor: WaitsFor.optional(),
  buyerStep: BuyerStep.optional(),
  reason: z.string().optional().meta({ description: 'why there was no charge' }),
  refundId: RefundId.optional().meta({ description: 'of the refund of the whole, or of all that was left' }),
  refunds: z
    .array(z.object({ refundId: RefundId, sellerId: UserId, amount: Amount, status: PartStatus }))
    .optional()
    .meta({ description: 'parts that go back for pieces of one shop' }),
  fee: Amount.optional().meta({ description: "the provider's share; admins only" }),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().optional(),
});
export type PaymentView = z.input<typeof PaymentView>;

/**
 * Shows a payment.
 *
 * @param payment the stored payment
 * @param user who looks
 * @param ctx the providers
 * @returns what that user may see
 */
export function view(
  payment: Stored<Payment>,
  user: Pick<User, 'id' | 'role'>,
  ctx: Pick<Context, 'providers'>,
): PaymentView {
  const { _id, orderId, buyerId, amount, currency, state, provider, reference, reason, fee } = payment;
  const waitsFor = waitsForOf(payment, ctx);
  const refund = state === 'refunding' || state === 'refunded';
  return {
    paymentId: _id,
    orderId,
    buyerId,
    amount,
    currency,
    state,
    provider,
    ...(reference !== undefined && { reference }),
    ...(waitsFor && { waitsFor }),
    ...(payment.buyerStep && user.id === buyerId && { buyerStep: payment.buyerStep }),
    ...(reason !== undefined && { reason }),
    ...(refund && { refundId: refundIdOf(_id) }),
    ...(payment.refunds && {
      refunds: payment.refunds.map((one) => ({
        refundId: one.refundId,
        sellerId: one.sellerId,
        amount: one.amount,
        status: one.status,
      })),
    }),
    ...(user.role === 'admin' && fee !== undefined && { fee }),
    createdAt: payment.createdAt.toISOString(),
    ...(payment.settledAt && { settledAt: payment.settledAt.toISOString() }),
  };
}

function waitsForOf(payment: Payment, { providers }: Pick<Context, 'providers'>): z.infer<typeof WaitsFor> | undefined {
  const open = payment.state === 'charging' || payment.state === 'canceling' || payment.state === 'refunding';
  if (!open && !nextPart(payment)) return undefined;
  if (payment.buyerStep) return 'buyer';
  return providers.get(payment.provider)?.circuit() === 0 ? 'provider' : 'outage';
}
