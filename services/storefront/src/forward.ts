import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { answerHeaders, requestHeaders } from './end-to-end-headers.ts';
import type { Destination } from './upstreams.ts';

/** How long nothing may move between the ingress and a service, in ms. */
const quietMs = 120_000;

/**
 * Sends a request on to a service and its answer back.
 *
 * A kept connection may be closed by the service in the very moment in which it is used again. Nobody knows then
 * whether the service has read the request: a GET or HEAD is sent once more, on a new connection; anything else
 * fails, and only the client knows whether it may be repeated (with an Idempotency-Key it may).
 *
 * @param req the client's request
 * @param res its answer
 * @param to the service, and the path to send
 * @param about the kept connections, and who hears of a failure before anything was answered
 */
export function forward(
  req: IncomingMessage,
  res: ServerResponse,
  to: Destination,
  about: { agent: Agent; failed(error: Error): void },
): void {
  const hasBody = req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined;
  const repeatable = (req.method === 'GET' || req.method === 'HEAD') && !hasBody;

  function send(agent: Agent | false): void {
    const { hostname, port } = new URL(to.upstream.url);
    const { method } = req;
    const sent = request({
      hostname,
      port,
      method,
      path: to.path,
      headers: requestHeaders(req),
      agent,
      timeout: quietMs,
    });
    const leave = () => {
      if (!res.writableFinished) sent.destroy(); // the client has gone
    };
    res.once('close', leave);
    sent.on('timeout', () => sent.destroy(new Error(`Nothing has come for ${quietMs / 1_000} s.`)));
    sent.on('response', (answer) => relay(answer, res));
    sent.on('error', (error) => {
      res.off('close', leave);
      req.unpipe(sent);
      if (res.headersSent || res.destroyed) return void res.destroy();
      if (repeatable && sent.reusedSocket && isBroken(error)) return send(false);
      about.failed(error);
    });
    if (hasBody) req.pipe(sent);
    else sent.end();
  }
  send(about.agent);
}

function isBroken(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/**
 * Gives a service's answer to the client. An answer that breaks off breaks the client's connection, too: a part must
 * not pass for the whole.
 *
 * @param answer the service's
 * @param res the client's
 */
export function relay(answer: IncomingMessage, res: ServerResponse): void {
  res.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders(answer));
  pipeline(answer, res, () => {});
}
