import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Conflict } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../src/answer/answer.ts';
import { eventStream, type StreamEvent } from '../src/chat/sse.ts';
import { streamed, wantsStream } from '../src/chat/streamed.ts';
import { eventsOf } from './talking.ts';

const answer: Answer = { kind: 'greeting', text: 'Hello.', citations: [], products: [], tools: [], by: 'responder' };
const silent = { error: () => {} } as never;

describe('a stream of events', () => {
  test('begins at once, and ends when its work has', async () => {
    const stream = eventStream(async (emit) => emit({ event: 'text', data: { text: 'line\nbreak' } }));
    expect(await text(stream)).toBe(': hello\n\nevent: text\ndata: {"text":"line\\nbreak"}\n\n');
  });

  test('gives a sign of life while nothing is said', async () => {
    let finish = () => {};
    const stream = eventStream(() => new Promise<void>((resolve) => (finish = resolve)), 5);
    let seen = '';
    for await (const chunk of stream) {
      seen += String(chunk);
      if (seen.split(': still here').length > 3) finish();
    }
    expect(seen).toMatch(/^: hello\n\n(: still here\n\n){3,}$/);
  });

  test('lets its work know when nobody listens any more, and is silent from then on', async () => {
    const heard = Promise.withResolvers<AbortSignal>();
    const work = async (emit: (event: StreamEvent) => void, signal: AbortSignal) => {
      heard.resolve(signal);
      await once(signal, 'abort');
      emit({ event: 'text', data: { text: 'too late' } });
    };
    const stream = eventStream(work, 1);
    const signal = await heard.promise;
    expect(signal.aborted).toBe(false);
    stream.destroy();
    if (!signal.aborted) await once(signal, 'abort');
    await pause(5);
    expect(stream.destroyed).toBe(true);
  });

  test('breaks off when its work fails in a way that it cannot tell', async () => {
    const stream = eventStream(async () => {
      throw new Error('out of order');
    });
    await expect(text(stream)).rejects.toThrow('out of order');
  });
});

describe('a streamed answer', () => {
  const tell = async (answering: (signal: AbortSignal) => Promise<Answer>, ms = 5_000) =>
    eventsOf(await text(eventStream(streamed(answering, { log: silent, answerWithinMs: ms }))));

  test('ends with the whole', async () => {
    expect((await tell(async () => answer)).at(-1)).toEqual({ event: 'done', data: answer });
  });

  test('that is refused ends with the problem', async () => {
    const [event, ...more] = await tell(async () => {
      throw new Conflict('This does not fit.');
    });
    expect(event).toMatchObject({ event: 'error', data: { status: 409, detail: 'This does not fit.' } });
    expect(more).toEqual([]);
  });

  test('that fails says nothing of how', async () => {
    const [event] = await tell(async () => {
      throw new Error('secret detail');
    });
    expect(event).toMatchObject({ event: 'error', data: { status: 500 } });
    expect(JSON.stringify(event)).not.toContain('secret detail');
  });

  test('that takes too long is ended', async () => {
    const waits = async (signal: AbortSignal) => {
      await once(signal, 'abort');
      signal.throwIfAborted();
      return answer;
    };
    expect((await tell(waits, 10)).at(-1)?.event).toBe('error');
  });

  test('is for those who ask for it', () => {
    const accepting = (accept?: string) => wantsStream({ headers: { accept } } as never);
    expect([
      accepting(),
      accepting('*/*'),
      accepting('text/event-stream'),
      accepting('a/b, text/event-stream'),
    ]).toEqual([false, false, true, true]);
  });
});
