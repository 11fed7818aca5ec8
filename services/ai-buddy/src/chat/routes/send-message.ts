import { ConversationId } from '@credenza/contracts';
import { RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { Answer } from '../../answer/answer.ts';
import type { Context } from '../../context.ts';
import { eventStream, eventStreamHeaders } from '../sse.ts';
import { streamed, wantsStream } from '../streamed.ts';
import { take } from '../take.ts';

export const MessageText = z.string().trim().min(1).max(2_000);

export const sendMessage = route({
  method: 'post',
  path: '/api/assistant/conversations/:conversationId/messages',
  summary: 'Say something to the assistant: its answer as JSON, or piece by piece with `Accept: text/event-stream`.',
  role: 'user',
  idempotency: 'own',
  limit: { points: 30, seconds: 60 },
  params: z.object({ conversationId: ConversationId }),
  body: z.object({ text: MessageText }),
  reply: Answer,
  async handle({ params, body, user, idempotencyKey: key, request }, ctx: Context) {
    const conversation = await ctx.conversations.get(params.conversationId, user.id);
    const about = { conversation, text: body.text, key };
    const caller = { user, authorization: request.headers.authorization };
    if (!wantsStream(request))
      return await take(about, { ...caller, signal: AbortSignal.timeout(ctx.answerWithinMs) }, ctx);
    const work = streamed((signal) => take(about, { ...caller, signal }, ctx), ctx);
    return new RawReply(eventStream(work), eventStreamHeaders);
  },
});
