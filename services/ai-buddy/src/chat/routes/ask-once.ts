import { RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { Answer } from '../../answer/answer.ts';
import type { Context } from '../../context.ts';
import { eventStream, eventStreamHeaders } from '../sse.ts';
import { streamed, wantsStream } from '../streamed.ts';
import { MessageText } from './send-message.ts';

export const askOnce = route({
  method: 'post',
  path: '/api/assistant/questions',
  summary: 'Ask about products or how the marketplace works, without signing in; nothing is remembered.',
  role: 'public',
  limit: { points: 20, seconds: 60, by: 'address' },
  body: z.object({ text: MessageText }),
  reply: Answer,
  async handle({ body, request }, ctx: Context) {
    const guest = { user: undefined, authorization: undefined };
    const answering = async (signal: AbortSignal) => {
      // A model costs money, and nobody knows whose a guest's questions are.
      const answer = await ctx.responder.answer({ text: body.text, before: [], caller: { ...guest, signal } });
      ctx.numbers.answers.inc({ kind: answer.kind, by: answer.by });
      return answer;
    };
    if (!wantsStream(request)) return await answering(AbortSignal.timeout(ctx.answerWithinMs));
    return new RawReply(eventStream(streamed(answering, ctx)), eventStreamHeaders);
  },
});
