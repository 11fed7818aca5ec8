import { WebhookId, WebhookMessageId } from '@credenza/contracts';
import { NotFound, route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';

export const replayWebhookMessages = route({
  method: 'post',
  path: '/api/notifications/webhooks/:webhookId/replay',
  summary: 'Send one message again, or all of a time, each under its own webhook-id. Only for owners.',
  role: 'seller',
  status: 202,
  params: z.object({ webhookId: WebhookId }),
  body: z.union([
    z.strictObject({ messageId: WebhookMessageId }),
    z.strictObject({ since: z.iso.datetime(), until: z.iso.datetime() }),
  ]),
  reply: z.object({ replayed: z.int().min(0) }),
  problems: ['not-found'],
  async handle({ body, params: { webhookId }, user }, ctx: Context) {
    const sellerId = sellerOf(user, 'owner');
    await ctx.webhooks.get(sellerId, webhookId);
    const detail = { sellerId, ...body };
    await ctx.audit.record({ act: 'webhook.replayed', actor: user.id, subject: webhookId, outcome: 'done', detail });
    const chosen = 'messageId' in body ? body : { since: new Date(body.since), until: new Date(body.until) };
    const replayed = await ctx.webhookMessages.replay(webhookId, chosen, ctx.now());
    if (replayed === 0 && 'messageId' in body) throw new NotFound('message');
    await ctx.webhooks.queue([webhookId], ctx.now());
    ctx.webhookWorker.wake();
    return { replayed };
  },
});
