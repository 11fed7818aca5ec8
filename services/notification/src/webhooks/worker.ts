import { afterFailure } from '../after-failure.ts';
import { Background } from '../background.ts';
import { webhookDisabledMessage } from '../messages/webhook-disabled.ts';
import { bring, type Post } from '../notify.ts';
import { call } from './call.ts';
import type { WebhookMessageStore } from './message.store.ts';
import type { Seal } from './sealed.ts';
import { signedHeaders } from './signature.ts';
import type { ClaimedWebhook, WebhookStore } from './webhook.store.ts';
import type { Attempt, Webhook, WebhookMessage, WebhookPatience } from './webhook.ts';

/** What delivering works with. */
export interface WebhookWorkerParts {
  webhooks: WebhookStore;
  webhookMessages: WebhookMessageStore;
  seal: Seal;
  patience: WebhookPatience;
  /** How long one call may take, in ms. */
  timeoutMs: number;
  /** Whether this very machine may be called. */
  local: boolean;
  /** Ends the calls under way when the service stops; they are tries that have failed. */
  closing: AbortSignal;
  /** For the notice about a webhook that is disabled. */
  post: Post;
}

/**
 * @param parts what it works with
 * @returns what delivers messages to receivers; one receiver has one lane at most, however slow it is
 */
export function webhookWorker(parts: WebhookWorkerParts): Background<ClaimedWebhook> {
  return new Background({
    name: 'the webhook worker',
    lanes: 16,
    take: () => parts.webhooks.claim(parts.post.now()),
    run: (webhook) => deliverNext(webhook, parts),
    log: parts.post.log,
  });
}

async function deliverNext(webhook: ClaimedWebhook, parts: WebhookWorkerParts): Promise<void> {
  const { webhooks, webhookMessages, post } = parts;
  let { failingSince } = webhook;
  const due = await webhookMessages.next(webhook.webhookId);
  if (due?.nextAt && due.nextAt <= post.now()) {
    const taken = await deliver(webhook, due, parts);
    failingSince = taken ? undefined : (failingSince ?? post.now());
    if (failingSince) await disableIfHopeless(webhook, failingSince, parts);
  }
  const next = await webhookMessages.next(webhook.webhookId);
  await webhooks.release(webhook, { nextAt: next?.nextAt, failingSince });
}

async function deliver(webhook: Webhook, message: WebhookMessage, parts: WebhookWorkerParts): Promise<boolean> {
  const attempt = await tryOnce(webhook, message, parts);
  const taken = attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
  const now = parts.post.now();
  const outcome = taken
    ? { status: 'sent' as const }
    : afterFailure(parts.patience, message.attempts + 1, now, Math.random());
  await parts.webhookMessages.tried(message.messageId, attempt, outcome);
  return taken;
}

async function tryOnce(webhook: Webhook, message: WebhookMessage, parts: WebhookWorkerParts): Promise<Attempt> {
  const { timeoutMs, local, closing, seal, post } = parts;
  const { body, messageId: id } = message;
  const at = post.now();
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  try {
    const valid = webhook.secrets.filter(({ until }) => until === undefined || until > at);
    const secrets = await Promise.all(valid.map(({ sealed }) => seal.open(sealed)));
    const { status, text } = await call(
      webhook.url,
      { body, headers: signedHeaders(secrets, { id, body, at }) },
      { timeoutMs, local, closing },
    );
    return { at, ms: ms(), status, text };
  } catch (error) {
    return { at, ms: ms(), text: error instanceof Error ? error.message : String(error) };
  }
}

/** The notice comes first: if the process dies in between, it is the same one the next time. */
async function disableIfHopeless(webhook: Webhook, since: Date, parts: WebhookWorkerParts): Promise<void> {
  const now = parts.post.now();
  if (now.getTime() - since.getTime() < parts.patience.disableAfterMs) return;
  await bring({ time: now.toISOString() }, [webhookDisabledMessage(webhook, since)], parts.post);
  await parts.webhooks.disable(webhook.webhookId);
}
