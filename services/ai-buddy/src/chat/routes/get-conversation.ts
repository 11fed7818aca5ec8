import { ConversationId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { ConversationView } from '../conversation.ts';

export const getConversation = route({
  method: 'get',
  path: '/api/assistant/conversations/:conversationId',
  summary: 'What was said in one of your conversations.',
  role: 'user',
  params: z.object({ conversationId: ConversationId }),
  reply: ConversationView,
  async handle({ params, user }, ctx: Context) {
    return ConversationView.parse(await ctx.conversations.get(params.conversationId, user.id));
  },
});
