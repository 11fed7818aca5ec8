import type Razorpay from 'razorpay';
import { z } from 'zod';
import { type Charge, ProviderRefusal, type Refund } from './provider.ts';
import { fromProvider, toProvider } from './provider-amount.ts';
import { hearing } from './razorpay-client.ts';

/** What we read of a payment, which is one attempt to pay an order. */
const Payment = z.object({
  id: z.string(),
  status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
  captured: z.boolean().nullish(),
  amount: z.coerce.number(),
  currency: z.string(),
  /** In the currency of the merchant's account, with the tax on it. */
  fee: z.coerce.number().nullish(),
  /** The amount in the currency of the merchant's account, when that is another one. */
  base_amount: z.coerce.number().nullish(),
});
export type RazorpayPayment = z.infer<typeof Payment>;
const Payments = z.object({ items: z.array(Payment) });
const Order = z.object({ id: z.string() });
const RefundAnswer = z.object({
  id: z.string(),
  amount: z.coerce.number(),
  status: z.string().nullish(),
  // Razorpay writes no notes as an empty list.
  notes: z.record(z.string(), z.unknown()).nullish().catch(null),
});
const Refunds = z.object({ items: z.array(RefundAnswer) });

/** How long Razorpay holds a payment that we do not take before it gives it back by itself, in minutes. */
const heldMinutes = 60;

/**
 * Opens an order that the buyer can pay in Razorpay's form. Nothing is taken before we capture it.
 *
 * @param client Razorpay's client
 * @param charge what it is for
 * @param units the amount in Razorpay's units
 * @returns the order's id
 */
export async function createOrder(client: Razorpay, charge: Charge, units: number): Promise<string> {
  const { key, currency } = charge;
  const { id } = await hearing(Order, () =>
    client.orders.create({
      amount: units,
      currency,
      receipt: key,
      notes: { key },
      payment: {
        capture: 'manual',
        // The first is for automatic capture; the client's types insist on it.
        capture_options: { automatic_expiry_period: 12, manual_expiry_period: heldMinutes, refund_speed: 'normal' },
      },
    }),
  );
  return id;
}

/**
 * @param client Razorpay's client
 * @param orderId an order
 * @returns every attempt to pay it
 */
export async function paymentsOf(client: Razorpay, orderId: string): Promise<RazorpayPayment[]> {
  return (await hearing(Payments, () => client.orders.fetchPayments(orderId))).items;
}

/**
 * Takes the money of a payment that the buyer has agreed to.
 *
 * @param client Razorpay's client
 * @param payment the payment
 * @returns the payment afterwards: also when another request was quicker
 * @throws ProviderRefusal when Razorpay will not take it
 */
export async function capture(client: Razorpay, { id, amount, currency }: RazorpayPayment): Promise<RazorpayPayment> {
  try {
    return await hearing(Payment, () => client.payments.capture(id, amount, currency));
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const now = await hearing(Payment, () => client.payments.fetch(id));
    if (now.captured) return now;
    throw error;
  }
}

/**
 * Gives a part of a payment back. Its refunds are looked through first: nobody says how long Razorpay knows an idempotency key, which
 * keeps two requests at once apart.
 *
 * @param client Razorpay's client
 * @param paymentId the payment
 * @param refund how much, and the refund's own key
 * @returns Razorpay's name for the refund
 * @throws ProviderRefusal when Razorpay will not give it back
 */
export async function giveBack(client: Razorpay, paymentId: string, refund: Refund): Promise<string> {
  const { key, refundId, currency } = refund;
  const amount = toProvider(refund.amount, currency);
  if (amount === undefined || amount === 0) throw new ProviderRefusal(`Razorpay cannot give ${refund.amount} back.`);
  const { items } = await hearing(Refunds, () => client.payments.fetchMultipleRefund(paymentId, { count: 100 }));
  const found =
    items.find(({ notes }) => notes?.refundId === refundId) ??
    (await hearing(RefundAnswer, () =>
      client.payments.refund(paymentId, { amount, speed: 'normal', notes: { refundId, key } }),
    ));
  if (found.amount !== amount) throw new ProviderRefusal(`The key ${refundId} belongs to another refund.`);
  if (found.status === 'failed') throw new ProviderRefusal(`The refund ${found.id} has failed.`);
  return found.id;
}

/**
 * @param client Razorpay's client
 * @param id Razorpay's name for a refund
 * @returns our key for it; undefined when it is not one of ours
 */
export async function refundKey(client: Razorpay, id: string): Promise<string | undefined> {
  const { notes } = await hearing(RefundAnswer, () => client.refunds.fetch(id));
  return typeof notes?.refundId === 'string' ? notes.refundId : undefined;
}

/**
 * Razorpay's share of a payment, tax included, in the currency that the buyer has paid in.
 *
 * @param payment a captured payment
 * @returns minor units; undefined when Razorpay does not know it yet
 */
export function razorpayFee({ fee, amount, base_amount, currency }: RazorpayPayment): number | undefined {
  if (fee === null || fee === undefined) return undefined;
  const base = base_amount || amount;
  return fromProvider(base === 0 ? 0 : (fee * amount) / base, currency);
}
