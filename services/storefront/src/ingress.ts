import { Agent, type IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import { type Log, problemOf, Unavailable } from '@credenza/service-kit';
import type { Express } from 'express';
import { forward } from './forward.ts';
import { forwardUpgrade } from './forward-upgrade.ts';
import { destinationOf, type Upstream } from './upstreams.ts';

/** Files are imported through here; Node cuts a request off that takes longer, in ms. */
const longestRequestMs = 30 * 60_000;
/** Well below the 65 s after which a service closes a connection that nobody uses, in ms. */
const idleMs = 30_000;

/**
 * Plays the ingress on a machine without one: sends REST and WebSocket requests to the services by the one route table.
 * Only public prefixes are in it, so nothing internal can be reached.
 *
 * @param app the Express app, before its own routes
 * @param server its server, for upgrades
 * @param table the services
 * @param log for services that do not answer
 * @returns lets go of all connections
 */
export function serveIngress(app: Express, server: Server, table: readonly Upstream[], log: Log): () => void {
  const agent = new Agent({ keepAlive: true, timeout: idleMs });
  const upgraded = new Set<Socket>();
  server.requestTimeout = longestRequestMs;
  const away = (upstream: Upstream, error: Error) =>
    log.warn({ err: error, upstream: upstream.name }, `${upstream.name} does not answer`);

  app.use((req, res, next) => {
    const to = destinationOf(table, req.url);
    if (!to) return next();
    forward(req, res, to, {
      agent,
      failed(error) {
        away(to.upstream, error);
        const problem = problemOf(new Unavailable(`The ${to.upstream.name} service does not answer.`), req.path);
        res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem.body));
      },
    });
  });

  server.on('upgrade', (req: IncomingMessage, socket, head) => {
    const to = destinationOf(table, req.url ?? '/');
    if (!to || !(socket instanceof Socket)) return socket.destroy();
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    forwardUpgrade(req, socket, to, { head, failed: (error) => away(to.upstream, error) });
  });

  return () => {
    agent.destroy();
    // Node's server waits for these and closes none of them.
    for (const socket of upgraded) socket.destroy();
  };
}
