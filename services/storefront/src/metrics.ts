import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Deps } from '@credenza/service-kit';

/**
 * Serves the numbers of this service on a port of their own: whoever may open the shop's pages may not read them.
 *
 * @param registry the numbers
 * @param at where to listen
 * @returns the port, and how to stop
 */
export async function serveMetrics(
  registry: Deps<unknown>['metrics'],
  at: { host: string; port: number },
): Promise<{ port: number; stop(): void }> {
  const server = createServer(async (req, res) => {
    if (req.url !== '/metrics') return void res.writeHead(404).end();
    res.setHeader('content-type', registry.contentType).end(await registry.metrics());
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
