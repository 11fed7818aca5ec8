import { type Problem, problemTypes } from '@credenza/contracts';
import mongoose from 'mongoose';
import { ZodError } from 'zod';
import { Invalid, Refusal, TooManyRequests, Unavailable } from './errors.ts';
import { currentScope } from './scope.ts';

/** What the mapper makes of anything thrown. */
export interface MappedProblem {
  status: number;
  headers: Record<string, string>;
  body: Problem;
  /** Whether it is our fault and belongs into the log. */
  unexpected: boolean;
}

/**
 * The HTTP border's one mapper from errors to RFC 9457 problems.
 *
 * @param error anything thrown by a handler or by Express' parsers
 * @param instance the request's path
 * @returns status, headers and document; nothing of an unexpected error's text leaves the house
 */
export function problemOf(error: unknown, instance: string): MappedProblem {
  const refusal = refusalOf(error);
  const type = refusal?.type ?? 'internal';
  const { status, title } = problemTypes[type];
  const correlationId = currentScope()?.correlationId;
  const headers: Record<string, string> = {};
  if (refusal instanceof TooManyRequests) headers['retry-after'] = String(refusal.extensions.retryAfterSeconds);
  if (type === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="credenza"';
  return {
    status,
    headers,
    unexpected: refusal === undefined,
    body: {
      type: `https://credenza.dev/problems/${type}`,
      title,
      status,
      ...(refusal && { detail: refusal.message }),
      instance,
      ...(correlationId && { correlationId }),
      ...refusal?.extensions,
    },
  };
}

/** Database errors that pass by themselves: no server to write to, a lost connection, a write that nobody confirmed. */
const passing = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWriteConcernError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
]);

function isPassing(error: Error): boolean {
  if (passing.has(error.name)) return true;
  if (!(error instanceof mongoose.mongo.MongoServerError)) return false;
  // A bulk write, which every insertMany is, wraps the error that broke it off.
  if (error.errorResponse instanceof Error) return isPassing(error.errorResponse);
  // The server itself says so, such as a primary that has just stepped down.
  return error.hasErrorLabel('RetryableWriteError');
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return undefined;
  if (isPassing(error)) return new Unavailable('The database does not answer.');
  if (error instanceof ZodError) return undefined; // a schema that fails behind the border is our mistake, not the caller's
  const kind = 'type' in error ? error.type : undefined;
  if (kind === 'entity.too.large') return new Refusal('too-large', 'A JSON body may have 100 kB.');
  if (kind === 'entity.parse.failed') return new Invalid('The body is not JSON.');
  if (kind === 'charset.unsupported' || kind === 'encoding.unsupported') {
    return new Refusal('unsupported-media-type', 'Send UTF-8, plain or with gzip.');
  }
  if ('status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 500) {
    return new Invalid('The request cannot be read.');
  }
  return undefined;
}

/**
 * Names the fields that a schema has refused.
 *
 * @param where the part of the request: `body`, `query`, `params`
 * @param error what zod found
 * @returns the refusal that tells the caller
 */
export function invalidInput(where: string, error: ZodError): Invalid {
  const errors = error.issues.map((issue) => ({
    field: [where, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  return new Invalid(`The ${where === 'params' ? 'path' : where} is not as the API describes it.`, errors);
}
