import { resolve } from 'node:path';
import { NotFound, problemOf } from '@credenza/service-kit';
import express, { type Express, type Response } from 'express';
import type { Context } from './context.ts';
import { systemPage, welcomePage } from './system.ts';
import { systemState } from './system-state.ts';

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
  app.get('/system', async (_req, res) =>
    html(res, systemPage(await systemState(context), context.now(), context.mailUrl)),
  );
  app.get('/system.json', async (_req, res) => {
    res.set('cache-control', 'no-store').json(await systemState(context));
  });
  // The kit serves metrics on the port that here is open to everybody; they are on METRICS_PORT instead.
  app.get('/metrics', (req, res) => {
    const { status, body } = problemOf(new NotFound('page at this address'), req.path);
    res.status(status).type('application/problem+json').send(JSON.stringify(body));
  });
  app.use(
    '/media',
    express.static(resolve(context.mediaDir), {
      index: false,
      maxAge: '1d',
      fallthrough: true,
      setHeaders(res) {
        res.setHeader('content-security-policy', mediaPolicy);
        // Pictures are public; mails and other shops' pages may show them.
        res.setHeader('cross-origin-resource-policy', 'cross-origin');
      },
    }),
  );
}
