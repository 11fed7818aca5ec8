import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { WebhookView, webhookView } from '../webhooks/webhook.ts';

export const listWebhooks = route({
  method: 'get',
  path: '/api/notifications/webhooks',
  summary: 'Where events of your shop are sent to. Only for owners.',
  role: 'seller',
  reply: z.object({ items: z.array(WebhookView) }),
  async handle({ user }, ctx: Context) {
    return { items: (await ctx.webhooks.of(sellerOf(user, 'owner'))).map(webhookView) };
  },
});
