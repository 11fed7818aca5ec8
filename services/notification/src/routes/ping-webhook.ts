import { newId, WebhookId, WebhookMessageId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

export const pingWebhook = route({
  method: 'post',
  path: '/api/notifications/webhooks/:webhookId/ping',
  summary: 'Send a test message; how it went is in the delivery log. Only for owners.',
  role: 'seller',
  limit: { points: 60, seconds: 3_600 },
  status: 202,
  params: z.object({ webhookId: WebhookId }),
  reply: z.object({ messageId: WebhookMessageId }),
  problems: ['not-found'],
  async handle({ params: { webhookId }, user }, ctx: Context) {
    const { sellerId } = await ctx.webhooks.get(sellerOf(user, 'owner'), webhookId);
    const [messageId, now] = [newId(WebhookMessageId), ctx.now()];
    const body = JSON.stringify({ type: 'ping', timestamp: now.toISOString(), data: { sellerId } });
    await ctx.webhookMessages.add([{ messageId, webhookId, type: 'ping', body, createdAt: now }]);
    await ctx.webhooks.queue([webhookId], now);
    ctx.webhookWorker.wake();
    return { messageId };
  },
});
