import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Conflict } from '@credenza/service-kit';
import { eventually } from '@credenza/service-kit/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import type { Answer } from '../src/answer/answer.ts';
import { eventStream, eventStreamHeaders, type StreamEvent } from '../src/chat/sse.ts';
import { streamed, wantsStream } from '../src/chat/streamed.ts';
import { told } from '../src/chat/told.ts';
import { eventsOf } from './talking.ts';

const answer: Answer = {
  kind: 'article',
  text: 'Thirty days [1].',
  citations: [{ number: 1, source: 'article', ref: 'returns', title: 'Returns' }],
  products: [],
  tools: ['search_articles'],
  by: 'responder',
};

type Work = (emit: (event: StreamEvent) => void, signal: AbortSignal) => Promise<void>;

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Serves one stream over real HTTP. */
async function served(work: Work, everyMs?: number): Promise<string> {
  server = createServer((_request, reply) => {
    reply.writeHead(200, eventStreamHeaders);
    const stream = eventStream(work, everyMs);
    stream.on('error', () => reply.destroy());
    reply.on('close', () => stream.destroy());
    stream.pipe(reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

/** Reads a stream until it has seen something, or until its end. */
async function readUntil(url: string, seen: (text: string) => boolean, signal?: AbortSignal): Promise<string> {
  const reply = await fetch(url, signal ? { signal } : {});
  const decoder = new TextDecoder();
  let text = '';
  if (!reply.body) throw new Error('there is no body');
  for await (const piece of reply.body) {
    text += decoder.decode(piece, { stream: true });
    if (seen(text)) break;
  }
  return text;
}
const toTheEnd = () => false;

describe('a stream of events', () => {
  test('says hello before there is anything to tell, and is not kept back on its way', async () => {
    const done = Promise.withResolvers<void>();
    const url = await served(() => done.promise);
    const reply = await fetch(url);
    expect(reply.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reply.headers.get('x-accel-buffering')).toBe('no');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const first = await reply.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value)).toMatch(/^: hello\n\n/);
    done.resolve();
  });

  test('gives a sign of life as long as an answer takes, which is no event', async () => {
    const done = Promise.withResolvers<void>();
    const url = await served(async (emit) => {
      await done.promise;
      emit({ event: 'done', data: answer });
    }, 5);
    let signs = 0;
    const text = await readUntil(url, (sofar) => {
      signs = sofar.split(': still here\n\n').length - 1;
      if (signs >= 3) done.resolve();
      return false;
    });
    expect(signs).toBeGreaterThanOrEqual(3);
    expect(eventsOf(text)).toEqual([{ event: 'done', data: answer }]);
  });

  test('carries line breaks, quotes and everything else that people write', async () => {
    const odd = 'one\ntwo\n\nevent: done\ndata: {}\n\n"three" \u2028 \u{1f6cb}';
    const url = await served(async (emit) => emit({ event: 'text', data: { text: odd } }));
    expect(eventsOf(await readUntil(url, toTheEnd))).toEqual([{ event: 'text', data: { text: odd } }]);
  });

  test('tells the work when its client has gone, and then takes nothing more', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const ended = Promise.withResolvers<void>();
    const url = await served(async (emit, signal) => {
      begun.resolve(signal);
      await once(signal, 'abort');
      emit({ event: 'text', data: { text: 'nobody reads this' } });
      ended.resolve();
    }, 5);
    const client = new AbortController();
    const reading = readUntil(url, toTheEnd, client.signal).catch((error: unknown) => error);
    const signal = await begun.promise;
    expect(signal.aborted).toBe(false);
    client.abort();
    await ended.promise;
    expect(signal.aborted).toBe(true);
    expect(await reading).toMatchObject({ name: 'AbortError' });
  });

  test('gives no more signs of life when it has ended', async () => {
    const stream = eventStream(async () => undefined, 1);
    let text = '';
    stream.on('data', (piece) => {
      text += String(piece);
    });
    await once(stream, 'close');
    const length = text.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(text.length).toBe(length);
    expect(stream.destroyed).toBe(true);
  });

  test('breaks off when its work fails unexpectedly, so that nobody takes half an answer for a whole one', async () => {
    const url = await served(async (emit) => {
      emit({ event: 'text', data: { text: 'half' } });
      throw new Error('a bug');
    });
    await expect(readUntil(url, toTheEnd)).rejects.toThrow();
  });
});

describe('an answer over a stream', () => {
  const ctx = { log: pino({ level: 'silent' }), answerWithinMs: 60_000 };
  async function eventsFrom(
    answering: (signal: AbortSignal) => Promise<Answer>,
    parts = ctx,
    gone = new AbortController(),
  ) {
    const events: StreamEvent[] = [];
    await streamed(answering, parts)((event) => events.push(event), gone.signal);
    return events;
  }

  test('is told piece by piece, the whole last', async () => {
    expect(await eventsFrom(async () => answer)).toEqual(told(answer));
    expect(told(answer).at(-1)).toEqual({ event: 'done', data: answer });
  });

  test('that is refused ends with the problem that a request would have been answered with', async () => {
    const events = await eventsFrom(async () => {
      throw new Conflict('This proposal has expired.');
    });
    expect(events).toMatchObject([{ event: 'error', data: { status: 409, detail: 'This proposal has expired.' } }]);
  });

  test('that fails says so, without saying how', async () => {
    const events = await eventsFrom(async () => {
      throw new Error('password of the database: hunter2');
    });
    expect(events).toMatchObject([{ event: 'error', data: { status: 500 } }]);
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  test('that takes too long ends with a problem', async () => {
    const events = await eventsFrom(
      async (signal) => {
        await once(signal, 'abort');
        throw signal.reason;
      },
      { ...ctx, answerWithinMs: 1 },
    );
    expect(events).toMatchObject([{ event: 'error' }]);
  });

  test('whose client has gone tells nothing, and nobody is blamed', async () => {
    const gone = new AbortController();
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
    const events = await eventsFrom(
      async (signal) => {
        gone.abort();
        signal.throwIfAborted();
        return answer;
      },
      { ...ctx, log },
      gone,
    );
    expect(events).toEqual([]);
    expect(lines).toEqual([]);
  });

  test('is what a client gets that asks for it', () => {
    const asks = (accept?: string) => wantsStream({ headers: { accept } } as never);
    expect(asks('text/event-stream')).toBe(true);
    expect(asks('application/json, text/event-stream')).toBe(true);
    expect(asks('application/json')).toBe(false);
    expect(asks()).toBe(false);
  });
});

test('the signal of a client that has gone reaches what answers', async () => {
  const gone = new AbortController();
  const seen = Promise.withResolvers<AbortSignal>();
  const work = streamed(
    async (signal) => {
      seen.resolve(signal);
      await once(signal, 'abort');
      throw signal.reason;
    },
    { log: pino({ level: 'silent' }), answerWithinMs: 60_000 },
  )(() => undefined, gone.signal);
  const signal = await seen.promise;
  gone.abort();
  await work;
  await eventually(() => signal.aborted);
});
