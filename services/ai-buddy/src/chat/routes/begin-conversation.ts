import { Forbidden, route } from '@credenza/service-kit';
import type { Context } from '../../context.ts';
import { ConversationView } from '../conversation.ts';

export const beginConversation = route({
  method: 'post',
  path: '/api/assistant/conversations',
  summary: 'Begin a conversation with the assistant; it is remembered for 30 days after its last turn.',
  role: 'user',
  status: 201,
  idempotency: 'required',
  limit: { points: 30, seconds: 60 },
  reply: ConversationView,
  async handle({ user }, ctx: Context) {
    const begun = await ctx.conversations.begin(user.id);
    // Looked at afterwards: an erasure that came before does not know of it, one that comes later finds it.
    if ((await ctx.erasedAmong([user.id])).size > 0) {
      await ctx.conversations.forgetAll(user.id, [begun.conversationId]);
      throw new Forbidden('This account is erased.');
    }
    return ConversationView.parse(begun);
  },
});
