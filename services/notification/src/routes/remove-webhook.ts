import { WebhookId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

export const removeWebhook = route({
  method: 'delete',
  path: '/api/notifications/webhooks/:webhookId',
  summary: 'Have no more events sent there; what was sent is forgotten. Only for owners.',
  role: 'seller',
  params: z.object({ webhookId: WebhookId }),
  problems: ['not-found'],
  async handle({ params: { webhookId }, user }, ctx: Context) {
    const sellerId = sellerOf(user, 'owner');
    await ctx.webhooks.get(sellerId, webhookId);
    const detail = { sellerId };
    await ctx.audit.record({ act: 'webhook.removed', actor: user.id, subject: webhookId, outcome: 'done', detail });
    await ctx.webhooks.remove(sellerId, webhookId);
    await ctx.webhookMessages.forget(webhookId);
  },
});
