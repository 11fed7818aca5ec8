import { type Envelope, idFromUuid, WebhookMessageId } from '@credenza/contracts';
import type { Context } from '../context.ts';
import { effectUuid } from '../notification.ts';
import { WebhookEvent, webhookEvents } from './events.ts';

/**
 * Keeps an event for the shops that have it sent to them, each its own part of it; a second time changes nothing.
 *
 * @param event an event
 * @param ctx the webhooks
 */
export async function announce(
  event: Envelope,
  ctx: Pick<Context, 'webhooks' | 'webhookMessages' | 'webhookWorker' | 'now'>,
): Promise<void> {
  const type = WebhookEvent.parse(event.type);
  const facts = new Map(webhookEvents[type](event).map(({ sellerId, data }) => [sellerId, data]));
  const webhooks = await ctx.webhooks.wanting([...facts.keys()], type);
  if (webhooks.length === 0) return;
  await ctx.webhookMessages.add(
    webhooks.map(({ webhookId, sellerId }) => ({
      messageId: idFromUuid(WebhookMessageId, effectUuid(event.id, webhookId)),
      webhookId,
      type,
      body: JSON.stringify({ type, timestamp: event.time, data: facts.get(sellerId) }),
      createdAt: ctx.now(),
    })),
  );
  await ctx.webhooks.queue(
    webhooks.map(({ webhookId }) => webhookId),
    ctx.now(),
  );
  ctx.webhookWorker.wake();
}
