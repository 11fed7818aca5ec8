import { PageQuery, pageOf, WebhookId, WebhookMessageId } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { cursorAfter, placeInList } from '../place-in-list.ts';
import { messageView, WebhookMessageView } from '../webhooks/webhook.ts';

export const listWebhookMessages = route({
  method: 'get',
  path: '/api/notifications/webhooks/:webhookId/messages',
  summary: 'What was sent there in the last 30 days, newest first, with every try and its answer. Only for owners.',
  role: 'seller',
  params: z.object({ webhookId: WebhookId }),
  query: PageQuery.extend({ cursor: placeInList(WebhookMessageId).optional() }),
  reply: pageOf(WebhookMessageView),
  problems: ['not-found'],
  async handle({ params: { webhookId }, query, user }, ctx: Context) {
    await ctx.webhooks.get(sellerOf(user, 'owner'), webhookId);
    const found = await ctx.webhookMessages.list(webhookId, query);
    const page = found.slice(0, query.limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      items: page.map(messageView),
      ...(last && { nextCursor: cursorAfter({ at: last.createdAt, id: last.messageId }) }),
    };
  },
});
