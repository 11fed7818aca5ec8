import autocannon from 'autocannon';
import type { Meter, Work } from './cpu.ts';

/** What a load has shown. */
export interface Load {
  perSecond: number;
  p50: number;
  p99: number;
  failures: number;
  /** Who used the processor meanwhile. */
  work: Work;
}

/**
 * Asks for one or several addresses as fast as they answer.
 *
 * @param url the server
 * @param requests the requests, taken in turn by every connection
 * @param options connections, seconds, and what watches the processor
 * @returns requests per second and latencies in ms
 */
export async function load(
  url: string,
  requests: { path: string; method?: 'GET' | 'POST' | 'PATCH'; headers?: Record<string, string>; body?: string }[],
  options: { connections: number; seconds: number; meter: Meter },
): Promise<Load> {
  const run = (seconds: number) =>
    autocannon({
      url,
      connections: options.connections,
      duration: seconds,
      requests: requests.map((one) => ({ method: 'GET', ...one })),
    });
  await run(2); // warm: compiled code, filled caches, open connections
  const stop = options.meter();
  const result = await run(options.seconds);
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
    work: stop(),
  };
}

/** Code that has just started is interpreted: so long it runs before it counts. */
const warmMs = 5_000;

/**
 * The same for work that is more than one request.
 *
 * @param piece one piece of work, told the number of its worker
 * @param options workers, ms, and what watches the processor
 * @returns pieces per second and latencies in ms
 */
export async function loadWork(
  piece: (worker: number) => Promise<void>,
  options: { workers: number; ms: number; meter: Meter },
): Promise<Load> {
  const times: number[] = [];
  let failures = 0;
  const warm = performance.now();
  await Promise.all(
    Array.from({ length: options.workers }, async (_, worker) => {
      while (performance.now() - warm < warmMs) await piece(worker).catch(() => undefined);
    }),
  );
  const stop = options.meter();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: options.workers }, async (_, worker) => {
      while (performance.now() - began < options.ms) {
        const start = performance.now();
        try {
          await piece(worker);
          times.push(performance.now() - start);
        } catch {
          failures += 1;
        }
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const work = stop();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), failures, work };
}
