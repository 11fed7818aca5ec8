import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import { type Log, problemOf, Unavailable } from '@credenza/service-kit';
import type { Express } from 'express';
import { createProxyServer } from 'http-proxy-3';
import { type Upstream, upstreamFor } from './upstreams.ts';

/**
 * Plays the ingress on a machine without one: sends REST and WebSocket requests to the services by the one route table.
 * Only public prefixes are in it, so nothing internal can be reached.
 *
 * @param app the Express app, before its own routes
 * @param server its server, for upgrades
 * @param table the services
 * @param log for services that do not answer
 */
export function serveIngress(app: Express, server: Server, table: Upstream[], log: Log): void {
  const proxy = createProxyServer({ xfwd: true, timeout: 120_000, proxyTimeout: 120_000 });
  const away = (one: Upstream) => new Unavailable(`The ${one.name} service does not answer.`);

  app.use((req, res, next) => {
    const upstream = upstreamFor(table, req.url);
    if (!upstream) return next();
    proxy.web(req, res, { target: upstream.url }, (error) => {
      log.warn({ err: error, upstream: upstream.name }, `${upstream.name} does not answer`);
      if (res.headersSent) return res.destroy();
      const problem = problemOf(away(upstream), req.path);
      res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem.body));
    });
  });

  server.on('upgrade', (req: IncomingMessage, socket, head) => {
    const upstream = upstreamFor(table, req.url ?? '/');
    if (!upstream || !(socket instanceof Socket)) return socket.destroy();
    socket.on('error', () => socket.destroy());
    proxy.ws(req, socket, head, { target: upstream.url }, (error) => {
      log.warn({ err: error, upstream: upstream.name }, `${upstream.name} does not answer`);
      socket.destroy();
    });
  });
}
