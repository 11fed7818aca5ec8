import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

/** What belongs to the request or event that is being worked on, for logs, events and calls to carry on. */
export interface Scope {
  /** Ties everything together that one click has caused. */
  correlationId: string;
  /** W3C trace context (https://www.w3.org/TR/trace-context/) of this step. */
  traceparent: string;
  userId?: string;
}

const storage = new AsyncLocalStorage<Scope>();

/**
 * Runs work inside a scope.
 *
 * @param scope its ids
 * @param work what to run
 * @returns what the work returns
 */
export function inScope<Result>(scope: Scope, work: () => Result): Result {
  return storage.run(scope, work);
}

/**
 * @returns the scope of the present request or event; undefined outside of any
 */
export function currentScope(): Scope | undefined {
  return storage.getStore();
}

const tracePattern = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;
const correlationPattern = /^[\w.:-]{1,128}$/;

// Random ids come from one larger draw: asking the system for a few bytes at every request costs more than the request's routing.
let pool = '';
function randomHex(length: number): string {
  if (pool.length < length) pool = randomBytes(4_096).toString('hex');
  const drawn = pool.slice(0, length);
  pool = pool.slice(length);
  return drawn;
}

/**
 * Starts or continues a scope from what the caller sent.
 *
 * @param incoming the caller's correlation id and traceparent; ill-formed ones are replaced
 * @returns a scope with a span of its own in the caller's trace
 */
export function scopeFrom(incoming: { correlationId?: string | undefined; traceparent?: string | undefined }): Scope {
  const parent = incoming.traceparent === undefined ? null : tracePattern.exec(incoming.traceparent);
  const correlationId =
    incoming.correlationId !== undefined && correlationPattern.test(incoming.correlationId)
      ? incoming.correlationId
      : randomUUID();
  return { correlationId, traceparent: `00-${parent?.[1] ?? randomHex(32)}-${randomHex(16)}-${parent?.[2] ?? '01'}` };
}
