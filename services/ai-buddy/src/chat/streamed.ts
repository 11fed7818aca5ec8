import type { IncomingMessage } from 'node:http';
import { problemOf } from '@credenza/service-kit';
import type { Answer } from '../answer/answer.ts';
import type { Context } from '../context.ts';
import type { StreamEvent } from './sse.ts';
import { told } from './told.ts';

/**
 * @param request a request
 * @returns whether its client wants to see the answer grow
 */
export function wantsStream(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('text/event-stream') === true;
}

/**
 * Tells an answer as events. What fails after the stream has begun is told as a last event, the problem that the request would have
 * been answered with.
 *
 * @param answering finds the answer, until its signal ends
 * @param ctx the log, and how long an answer may take
 * @returns the work of an event stream
 */
export function streamed(
  answering: (signal: AbortSignal) => Promise<Answer>,
  ctx: Pick<Context, 'log' | 'answerWithinMs'>,
) {
  return async (emit: (event: StreamEvent) => void, gone: AbortSignal): Promise<void> => {
    try {
      const answer = await answering(AbortSignal.any([gone, AbortSignal.timeout(ctx.answerWithinMs)]));
      for (const event of told(answer)) emit(event);
    } catch (error) {
      if (gone.aborted) return;
      const problem = problemOf(error, '/api/assistant');
      if (problem.unexpected) ctx.log.error({ err: error }, 'an answer failed unexpectedly');
      emit({ event: 'error', data: problem.body });
    }
  };
}
