import { WebhookId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { newSecret } from '../webhooks/signature.ts';
import { secretOverlapMs } from '../webhooks/webhook.ts';

/** Both sign for a day; of several rotations on one day the newest two secrets count. */
export const rotateWebhookSecret = route({
  method: 'post',
  path: '/api/notifications/webhooks/:webhookId/rotate',
  summary: 'Make a new secret and show it, once; the one before counts for another day. Only for owners.',
  role: 'seller',
  params: z.object({ webhookId: WebhookId }),
  reply: z.object({ secret: z.string(), oldCountsUntil: z.iso.datetime() }),
  problems: ['not-found'],
  async handle({ params: { webhookId }, user }, ctx: Context) {
    const sellerId = sellerOf(user, 'owner');
    const { secrets } = await ctx.webhooks.get(sellerId, webhookId);
    const secret = newSecret();
    const until = new Date(ctx.now().getTime() + secretOverlapMs);
    const detail = { sellerId };
    await ctx.audit.record({ act: 'webhook.rotated', actor: user.id, subject: webhookId, outcome: 'done', detail });
    const old = secrets.slice(0, 1).map(({ sealed }) => ({ sealed, until }));
    await ctx.webhooks.change(sellerId, webhookId, { secrets: [{ sealed: await ctx.seal.close(secret) }, ...old] });
    return { secret, oldCountsUntil: until.toISOString() };
  },
});
