import { type IncomingMessage, request, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { answerHeaders, requestHeaders } from './end-to-end-headers.ts';
import { relay } from './forward.ts';
import type { Destination } from './upstreams.ts';

/**
 * Sends a WebSocket's opening request on to a service and joins the two connections when the service agrees; the
 * service's refusal goes back as it is.
 *
 * @param req the client's request
 * @param socket the client's connection
 * @param to the service, and the path to send
 * @param about what the client has sent already, and who hears of a service that does not answer
 */
export function forwardUpgrade(
  req: IncomingMessage,
  socket: Socket,
  to: Destination,
  about: { head: Buffer; failed(error: Error): void },
): void {
  const { hostname, port } = new URL(to.upstream.url);
  const headers = { ...requestHeaders(req), connection: 'Upgrade', upgrade: req.headers.upgrade };
  const sent = request({ hostname, port, path: to.path, headers, agent: false });
  const leave = () => sent.destroy();
  socket.on('error', leave).once('close', leave);
  sent.on('upgrade', (answer, theirs, first) => {
    const pairs = answerHeaders(answer);
    const lines = pairs.flatMap((name, index) => (index % 2 === 0 ? `${name}: ${pairs[index + 1]}` : []));
    const agreed = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', `Upgrade: ${answer.headers.upgrade}`];
    socket.write(`${[...agreed, ...lines].join('\r\n')}\r\n\r\n`);
    socket.write(first);
    theirs.write(about.head);
    // When one side ends, the other one does.
    pipeline(socket, theirs, socket, () => {});
  });
  sent.on('response', (answer) => {
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    res.on('finish', () => socket.end());
    relay(answer, res);
  });
  sent.on('error', (error) => {
    if (socket.destroyed) return;
    about.failed(error);
    socket.destroy();
  });
  sent.end();
}
