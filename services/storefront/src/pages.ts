import { resolve } from 'node:path';
import express, { type Express, type Response } from 'express';
import type { Context } from './context.ts';
import { systemPage, systemState, welcomePage } from './system.ts';

const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
// A picture that somebody opens by itself must not run anything, whatever it holds.
const mediaPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

function html(res: Response, text: string): void {
  res.set('content-security-policy', pagePolicy).set('cache-control', 'no-store').type('html').send(text);
}

/**
 * Serves the storefront's own few pages and the product pictures.
 *
 * @param app the Express app
 * @param context the context
 */
export function servePages(app: Express, context: Context): void {
  app.get('/', (_req, res) => html(res, welcomePage()));
  app.get('/system', async (_req, res) => {
    const [states, redis] = await Promise.all([systemState(context.upstreams), context.redisAnswers()]);
    html(res, systemPage(states, redis, context.now()));
  });
  app.get('/system.json', async (_req, res) => {
    const [services, redis] = await Promise.all([systemState(context.upstreams), context.redisAnswers()]);
    res.set('cache-control', 'no-store').json({ services, redis });
  });
  app.use(
    '/media',
    express.static(resolve(context.mediaDir), {
      index: false,
      maxAge: '1d',
      fallthrough: true,
      setHeaders: (res) => res.setHeader('content-security-policy', mediaPolicy),
    }),
  );
}
