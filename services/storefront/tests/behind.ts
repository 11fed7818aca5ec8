import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Server as SocketServer } from 'socket.io';

/** An HTTP server at the place of every service: it says what reached it. */
export interface Behind {
  url: string;
  server: Server;
  /** The connections over which requests came, one entry a request. */
  connections: Socket[];
  close(): void;
}

const ready = '{"status":"ready","checks":{"database":true,"sidecar":true,"accepting":true}}';
const orderApi =
  '{"tags":[{"name":"order"}],"paths":{"/api/orders":{}},"components":{"schemas":{"Problem":{}},"securitySchemes":{}}}';

/**
 * @param special answers some requests in its own way; it returns whether it has
 * @returns the server, listening
 */
export async function startBehind(
  special: (req: IncomingMessage, res: ServerResponse) => boolean = () => false,
): Promise<Behind> {
  const connections: Socket[] = [];
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/api/realtime')) return; // Socket.io answers
    connections.push(req.socket);
    if (special(req, res)) return;
    res.setHeader('content-type', 'application/json');
    if (req.url === '/readyz') return res.end(ready);
    if (req.url === '/api/orders/openapi.json') return res.end(orderApi);
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => {
      const { method, url, headers } = req;
      res.end(JSON.stringify({ method, url, body, headers }));
    });
  });
  new SocketServer(server, { path: '/api/realtime' }).on('connection', (socket) =>
    socket.emit('hello', socket.handshake.auth),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    connections,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
