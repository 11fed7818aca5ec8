import { PassThrough, type Readable } from 'node:stream';

/** One event of a stream. */
export interface StreamEvent {
  event: 'tool' | 'citation' | 'text' | 'confirm' | 'done' | 'error';
  data: object;
}

/** Proxies drop connections that are silent for long. */
const heartbeatMs = 10_000;

/**
 * Sends events as they come (https://html.spec.whatwg.org/multipage/server-sent-events.html), with a sign of life between them.
 *
 * @param work makes the events; its signal ends when the client has gone
 * @param everyMs how often to give a sign of life
 * @returns the stream
 */
export function eventStream(
  work: (emit: (event: StreamEvent) => void, signal: AbortSignal) => Promise<void>,
  everyMs = heartbeatMs,
): Readable {
  const gone = new AbortController();
  const stream = new PassThrough();
  stream.write(': hello\n\n');
  const heart = setInterval(() => stream.write(': still here\n\n'), everyMs);
  stream.once('close', () => {
    clearInterval(heart);
    gone.abort();
  });
  const emit = ({ event, data }: StreamEvent) => {
    if (!stream.destroyed) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  work(emit, gone.signal).then(
    () => stream.end(),
    (error: unknown) => stream.destroy(error instanceof Error ? error : new Error('the stream failed')),
  );
  return stream;
}

/** Headers of an event stream; no proxy is to keep it back. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};
