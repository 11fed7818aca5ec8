import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { ConversationEntry } from '../conversation.ts';

export const listConversations = route({
  method: 'get',
  path: '/api/assistant/conversations',
  summary: 'Your conversations with the assistant, the newest first; at most 50.',
  role: 'user',
  reply: z.object({ items: z.array(ConversationEntry) }),
  async handle({ user }, ctx: Context) {
    return { items: await ctx.conversations.list(user.id) };
  },
});
