import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckoutProof } from './provider.ts';

/**
 * Checks one of Razorpay's signatures. The official client compares them letter by letter, which tells a patient forger how far the
 * guess was right.
 *
 * @param signed the exact bytes
 * @param signature hex, as it came
 * @param secret what Razorpay and we share
 * @returns whether whoever signed knew the secret
 */
export function isRazorpays(signed: Buffer | string, signature: string, secret: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, 'hex'), createHmac('sha256', secret).update(signed).digest());
}

/**
 * @param proof what the buyer's browser shows after Razorpay's form
 * @param keySecret the secret of our key
 * @returns whether Razorpay has signed that this payment is for this order
 */
export function isProof({ orderId, paymentId, signature }: CheckoutProof, keySecret: string): boolean {
  return isRazorpays(`${orderId}|${paymentId}`, signature, keySecret);
}
