import { WebhookId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { WebhookEvent } from '../webhooks/events.ts';
import { checkUrl, WebhookUrl } from '../webhooks/url.ts';
import { WebhookView, webhookView } from '../webhooks/webhook.ts';

export const changeWebhook = route({
  method: 'patch',
  path: '/api/notifications/webhooks/:webhookId',
  summary: 'Change where events go and which, or enable a webhook again. Only for owners.',
  role: 'seller',
  params: z.object({ webhookId: WebhookId }),
  body: z.object({
    url: WebhookUrl.optional(),
    events: z.array(WebhookEvent).min(1).max(WebhookEvent.options.length).optional(),
    status: z.enum(['active', 'disabled']).optional(),
  }),
  reply: WebhookView,
  problems: ['not-found'],
  async handle({ body, params: { webhookId }, user }, ctx: Context) {
    const sellerId = sellerOf(user, 'owner');
    const { url, events, status } = body;
    if (url !== undefined) checkUrl(url, ctx.webhooksMayBeLocal);
    await ctx.webhooks.get(sellerId, webhookId);
    await ctx.audit.record({
      act: 'webhook.changed',
      actor: user.id,
      subject: webhookId,
      outcome: 'done',
      detail: { sellerId, ...body },
    });
    const after = await ctx.webhooks.change(sellerId, webhookId, {
      ...(url !== undefined && { url }),
      ...(events && { events: [...new Set(events)] }),
      ...(status && { status }),
    });
    ctx.webhookWorker.wake();
    return webhookView(after);
  },
});
