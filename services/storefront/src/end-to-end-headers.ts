import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** What concerns one connection only and is not passed on (RFC 9110, section 7.6.1); Node writes its own. */
const oneConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

function meantForUs(connection: string | undefined): ReadonlySet<string> {
  const named = connection?.split(',').map((name) => name.trim().toLowerCase()) ?? [];
  return new Set([...oneConnection, ...named]);
}

/**
 * Chooses what a service gets of a request's headers, and adds who has sent it.
 *
 * @param req the client's request
 * @returns the headers; `host` stays the one that the client has asked for
 */
export function requestHeaders(req: IncomingMessage): OutgoingHttpHeaders {
  // Node's server has answered "expect" already.
  const ours = new Set([...meantForUs(req.headers.connection), 'expect']);
  const kept = Object.fromEntries(Object.entries(req.headers).filter(([name]) => !ours.has(name)));
  const { host = '', 'x-forwarded-host': asked = host } = req.headers;
  const appended = (name: string, value: string) => [req.headers[name], value].flat().filter(Boolean).join(',');
  return {
    ...kept,
    // The body is sent with the framing that it came with, whatever the method is.
    ...(req.headers['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
    'x-forwarded-for': appended('x-forwarded-for', req.socket.remoteAddress ?? ''),
    'x-forwarded-port': appended('x-forwarded-port', /:(\d+)$/.exec(host)?.[1] ?? '80'),
    'x-forwarded-proto': appended('x-forwarded-proto', 'http'),
    'x-forwarded-host': asked,
  };
}

/**
 * Chooses what a client gets of an answer's headers.
 *
 * @param answer a service's answer
 * @returns names and values in turn, as they were sent
 */
export function answerHeaders(answer: IncomingMessage): string[] {
  const ours = meantForUs(answer.headers.connection);
  const raw = answer.rawHeaders;
  return raw.filter((_, index) => !ours.has(raw[index - (index % 2)]?.toLowerCase() ?? ''));
}
