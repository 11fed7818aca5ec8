import type { IncomingHttpHeaders } from 'node:http';
import { Invalid } from '@credenza/service-kit';
import { z } from 'zod';
import type { WebhookEvent } from './provider.ts';
import { fromProvider } from './provider-amount.ts';
import type { ProviderCharges } from './provider-charge.store.ts';
import { isRazorpays } from './razorpay-signature.ts';
import { toleranceMs } from './signature.ts';

/** Razorpay sends the same bytes again for a day, so a message may be that old; what it says is not believed anyway. */
const repeatedMs = 25 * 3_600_000;

/** What we read of an event. How the payment stands is not among it: events come late and in any order. */
const Message = z.object({
  event: z.string(),
  created_at: z.int(),
  payload: z.object({
    payment: z
      .object({ entity: z.object({ order_id: z.string().nullish(), amount: z.int().min(0), currency: z.string() }) })
      .optional(),
  }),
});

/**
 * Reads a webhook of Razorpay's. The id that Razorpay sends is in a header that it does not sign; the signature itself names the bytes.
 *
 * @param about our notes, and the webhook's secret
 * @param body the exact bytes
 * @param headers of the request
 * @param now the time
 * @returns what it says, that the charge has to be asked about; undefined when Razorpay has not signed it, or too long ago
 * @throws Invalid when it is signed and cannot be read
 */
export async function readRazorpayWebhook(
  about: { charges: ProviderCharges; webhookSecret: string },
  body: Buffer,
  headers: IncomingHttpHeaders,
  now: Date,
): Promise<WebhookEvent | undefined> {
  const id = headers['x-razorpay-signature'];
  if (typeof id !== 'string' || !isRazorpays(body, id, about.webhookSecret)) return undefined;
  const message = Message.safeParse(parsedJson(body));
  if (!message.success) throw new Invalid('The webhook is not as Razorpay writes them.');
  const age = now.getTime() - message.data.created_at * 1_000;
  if (age > repeatedMs || age < -toleranceMs) return undefined;
  const payment = message.data.payload.payment?.entity;
  if (!payment?.order_id) return { id };
  // Nobody can pay an order whose id we have not written down: it is somebody else's on the same account.
  const known = await about.charges.named(payment.order_id);
  if (!known) return { id };
  const amount = fromProvider(payment.amount, payment.currency);
  return { id, charge: { key: known._id, amount, currency: payment.currency } };
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
