import type { Answer } from '../answer/answer.ts';
import type { StreamEvent } from './sse.ts';

/**
 * Takes an answer apart into what a client shows piece by piece. An answer is checked as a whole before its first word is sent: what
 * was shown cannot be taken back.
 *
 * @param answer the answer
 * @returns the events, `done` with the whole answer last
 */
export function told(answer: Answer): StreamEvent[] {
  const pieces = answer.text.split(/(?<=[.!?:\n]\s*)(?=\S)/u).filter((piece) => piece !== '');
  return [
    ...answer.tools.map((name): StreamEvent => ({ event: 'tool', data: { name } })),
    ...answer.citations.map((data): StreamEvent => ({ event: 'citation', data })),
    ...pieces.map((text): StreamEvent => ({ event: 'text', data: { text } })),
    ...(answer.proposal ? [{ event: 'confirm', data: answer.proposal } satisfies StreamEvent] : []),
    { event: 'done', data: answer },
  ];
}
