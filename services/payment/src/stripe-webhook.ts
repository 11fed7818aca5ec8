import type { IncomingHttpHeaders } from 'node:http';
import { Invalid } from '@credenza/service-kit';
import Stripe from 'stripe';
import { z } from 'zod';
import type { WebhookEvent } from './provider.ts';
import { fromProvider } from './provider-amount.ts';
import { toleranceMs } from './signature.ts';

/** What we read of an event about an intent. How it stands is not among it: Stripe's events come late and in any order. */
const Message = z.object({
  id: z.string().min(1).max(100),
  type: z.string(),
  data: z.object({
    object: z.object({
      object: z.string(),
      amount: z.int().min(0).optional(),
      currency: z.string().optional(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});

/**
 * Reads a webhook of Stripe's.
 *
 * @param about the client and the endpoint's secret
 * @param body the exact bytes
 * @param headers of the request
 * @param now the time; five minutes of tolerance
 * @returns what it says, that the charge has to be asked about; undefined when Stripe has not signed it, or too long ago
 * @throws Invalid when it is signed and cannot be read
 */
export async function readStripeWebhook(
  about: { client: Stripe; webhookSecret: string },
  body: Buffer,
  headers: IncomingHttpHeaders,
  now: Date,
): Promise<WebhookEvent | undefined> {
  const signature = headers['stripe-signature'];
  if (typeof signature !== 'string') return undefined;
  const event = parsed(about, body, signature, now);
  if (event === undefined) return undefined;
  const message = Message.safeParse(event);
  if (!message.success) throw new Invalid('The webhook is not as Stripe writes them.');
  const { id, data } = message.data;
  const { object, amount, currency, metadata } = data.object;
  const key = metadata?.key;
  if (object !== 'payment_intent' || key === undefined || amount === undefined || currency === undefined) return { id };
  return { id, charge: { key, amount: fromProvider(amount, currency), currency: currency.toUpperCase() } };
}

function parsed(
  { client, webhookSecret }: { client: Stripe; webhookSecret: string },
  body: Buffer,
  signature: string,
  now: Date,
): unknown {
  try {
    return client.webhooks.constructEvent(
      body,
      signature,
      webhookSecret,
      toleranceMs / 1_000,
      undefined,
      now.getTime(),
    );
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return undefined;
    throw new Invalid('The webhook is not as Stripe writes them.');
  }
}
