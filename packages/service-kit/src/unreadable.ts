import type { Duplex } from 'node:stream';
import { Invalid, Refusal } from './errors.ts';
import { problemOf } from './problem.ts';

/**
 * Answers what Node's parser cannot make a request of, as any other problem is answered; for a server's event `clientError`.
 *
 * @param error what the parser says
 * @param socket the connection, which ends with the answer
 */
export function refuseUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  // Nobody listens any more, or an answer is under way that another one would garble.
  if (error.code === 'ECONNRESET' || !socket.writable || ('_httpMessage' in socket && socket._httpMessage)) {
    socket.destroy();
    return;
  }
  const { status, body } = problemOf(refusalOf(error.code), '/');
  const content = Buffer.from(JSON.stringify(body));
  const head = [
    `HTTP/1.1 ${status} ${body.title}`,
    'content-type: application/problem+json',
    `content-length: ${content.length}`,
    'connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content]));
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Refusal('head-too-large', 'The address and the headers together may have 16 kB.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal('request-timeout', 'The request did not arrive in time.');
  return new Invalid('This is not an HTTP request.');
}
