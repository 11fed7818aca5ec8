import pino, { type Logger } from 'pino';
import { currentScope } from './scope.ts';

export type Log = Logger;

/** Names whose values never reach a log line, beside the line's own fields or one level below. */
const secrets = [
  'authorization',
  'cookie',
  'password',
  'token',
  'refreshToken',
  'accessToken',
  'secret',
  'paymentToken',
  'clientSecret',
];

/**
 * Makes a service's logger: one JSON object a line, with the trace and correlation ids of the scope it is written in.
 *
 * @param service the service's name
 * @param level the lowest level that is written
 * @returns a pino logger
 */
export function makeLog(service: string, level: string): Log {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorLine },
    redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], censor: '[hidden]' },
    mixin() {
      const scope = currentScope();
      if (!scope) return {};
      return {
        correlationId: scope.correlationId,
        traceId: scope.traceparent.slice(3, 35),
        ...(scope.userId && { userId: scope.userId }),
      };
    },
  });
}

/** Errors carry whatever their makers hung on them, such as the documents of a failed bulk write; a line shows none of that. */
function errorLine(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    code: 'code' in error ? error.code : undefined,
    message: error.message,
    stack: error.stack,
  };
}
