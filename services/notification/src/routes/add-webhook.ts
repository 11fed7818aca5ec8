import { newId, WebhookId } from '@credenza/contracts';
import { Conflict, route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { WebhookEvent } from '../webhooks/events.ts';
import { newSecret } from '../webhooks/signature.ts';
import { checkUrl, WebhookUrl } from '../webhooks/url.ts';
import { WebhookView, webhookView } from '../webhooks/webhook.ts';

const webhooksAtMost = 10;

// Without an Idempotency-Key: a kept answer would keep the secret.
export const addWebhook = route({
  method: 'post',
  path: '/api/notifications/webhooks',
  summary:
    'Have events of your shop sent to a system of yours; shows the secret that signs them, once. Only for owners.',
  role: 'seller',
  status: 201,
  body: z.object({ url: WebhookUrl, events: z.array(WebhookEvent).min(1).max(WebhookEvent.options.length) }),
  reply: WebhookView.extend({ secret: z.string() }),
  problems: ['conflict'],
  async handle({ body, user }, ctx: Context) {
    const sellerId = sellerOf(user, 'owner');
    checkUrl(body.url, ctx.webhooksMayBeLocal);
    if ((await ctx.webhooks.of(sellerId)).length >= webhooksAtMost)
      throw new Conflict(`A shop has at most ${webhooksAtMost} webhooks; remove one first.`);
    const secret = newSecret();
    const webhook = {
      webhookId: newId(WebhookId),
      sellerId,
      url: body.url,
      events: [...new Set(body.events)],
      secrets: [{ sealed: await ctx.seal.close(secret) }],
      status: 'active' as const,
      createdAt: ctx.now(),
    };
    const detail = { sellerId, url: body.url };
    await ctx.audit.record({
      act: 'webhook.added',
      actor: user.id,
      subject: webhook.webhookId,
      outcome: 'done',
      detail,
    });
    await ctx.webhooks.add(webhook);
    return { ...webhookView(webhook), secret };
  },
});
