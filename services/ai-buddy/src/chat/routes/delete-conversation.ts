import { ConversationId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';

export const deleteConversation = route({
  method: 'delete',
  path: '/api/assistant/conversations/:conversationId',
  summary: 'Let the assistant forget one of your conversations.',
  role: 'user',
  params: z.object({ conversationId: ConversationId }),
  async handle({ params, user }, ctx: Context) {
    await ctx.conversations.forget(params.conversationId, user.id);
  },
});
