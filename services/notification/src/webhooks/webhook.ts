import { type UserId, WebhookId, WebhookMessageId } from '@credenza/contracts';
import type { RetryPolicy } from '@credenza/service-kit';
import { z } from 'zod';
import { WebhookEvent } from './events.ts';

/** Where a shop has events sent to. */
export interface Webhook {
  webhookId: WebhookId;
  sellerId: UserId;
  url: string;
  events: WebhookEvent[];
  /** Sealed; the newest first. An older one counts until its end, so that the receiver can change over. */
  secrets: { sealed: string; until?: Date }[];
  status: 'active' | 'disabled';
  /** Since when nothing has arrived; missing while all is well. */
  failingSince?: Date;
  createdAt: Date;
}

/** One try to deliver a message. */
export interface Attempt {
  at: Date;
  ms: number;
  /** What the receiver answered with; missing when it did not. */
  status?: number;
  /** What it said, or what went wrong. */
  text: string;
}

/** One message for one receiver. */
export interface WebhookMessage {
  messageId: WebhookMessageId;
  webhookId: WebhookId;
  type: string;
  /** Exactly what is sent and signed. */
  body: string;
  status: 'pending' | 'sent' | 'dead';
  /** Tries since it was written or replayed. */
  attempts: number;
  log: Attempt[];
  createdAt: Date;
  nextAt?: Date;
}

/** How long to try. */
export interface WebhookPatience extends RetryPolicy {
  /** After how long without any success, in ms, a webhook is disabled. */
  disableAfterMs: number;
}

/** How long an old secret counts after a newer one was made, in ms. */
export const secretOverlapMs = 24 * 3_600_000;

/** A webhook as its owners see it; the secret is shown when it is made, and never again. */
export const WebhookView = z.object({
  webhookId: WebhookId,
  url: z.string(),
  events: z.array(WebhookEvent),
  status: z.enum(['active', 'disabled']),
  failingSince: z.iso.datetime().optional().meta({ description: 'since when nothing has arrived' }),
  createdAt: z.iso.datetime(),
});

/**
 * @param webhook a webhook
 * @returns what its owners see
 */
export function webhookView(webhook: Webhook): z.input<typeof WebhookView> {
  const { webhookId, url, events, status, failingSince, createdAt } = webhook;
  const since = failingSince && { failingSince: failingSince.toISOString() };
  return { webhookId, url, events, status, ...since, createdAt: createdAt.toISOString() };
}

/** A message in the delivery log. */
export const WebhookMessageView = z.object({
  messageId: WebhookMessageId,
  type: z.string(),
  status: z.enum(['pending', 'sent', 'dead']),
  body: z.string().meta({ description: 'exactly what is sent' }),
  attempts: z.array(z.object({ at: z.iso.datetime(), ms: z.int(), status: z.int().optional(), text: z.string() })),
  createdAt: z.iso.datetime(),
  nextAt: z.iso.datetime().optional().meta({ description: 'when it is tried next' }),
});

/**
 * @param message a message
 * @returns what the delivery log shows
 */
export function messageView(message: WebhookMessage): z.input<typeof WebhookMessageView> {
  const { messageId, type, status, body, log, createdAt, nextAt } = message;
  return {
    messageId,
    type,
    status,
    body,
    attempts: log.map(({ at, ...attempt }) => ({ at: at.toISOString(), ...attempt })),
    createdAt: createdAt.toISOString(),
    ...(nextAt && { nextAt: nextAt.toISOString() }),
  };
}
