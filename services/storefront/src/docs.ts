import type { Express } from 'express';
import express from 'express';
import { absolutePath } from 'swagger-ui-dist';
import { z } from 'zod';
import type { Upstream } from './upstreams.ts';

const Document = z.looseObject({
  tags: z.array(z.unknown()),
  paths: z.record(z.string(), z.unknown()),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
});

/**
 * Merges the OpenAPI documents of all services that answer.
 *
 * @param table the services
 * @param url the public address
 * @returns one OpenAPI 3.1 document; services that are down are named in its description
 */
export async function mergedOpenApi(table: Upstream[], url: string) {
  const answers = await Promise.all(
    table.flatMap(({ name, url, prefixes: [prefix] }) =>
      prefix === undefined ? [] : documentOf(name, `${url}${prefix}`),
    ),
  );
  const found = answers.flatMap(({ document }) => document ?? []);
  const missing = answers.filter(({ document }) => !document).map(({ name }) => name);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Credenza',
      version: '1',
      description: `The public API of every service.${missing.length > 0 ? ` Not answering now: ${missing.join(', ')}.` : ''}`,
    },
    servers: [{ url }],
    tags: found.flatMap(({ tags }) => tags),
    paths: Object.assign({}, ...found.map(({ paths }) => paths)),
    components: {
      schemas: Object.assign({}, ...found.map(({ components }) => components.schemas)),
      securitySchemes: Object.assign({}, ...found.map(({ components }) => components.securitySchemes)),
    },
  };
}

async function documentOf(name: string, address: string) {
  try {
    const answer = await fetch(`${address}/openapi.json`, { signal: AbortSignal.timeout(3_000) });
    return { name, document: Document.parse(await answer.json()) };
  } catch {
    return { name, document: undefined };
  }
}

const pagePolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Credenza – API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head><body><div id="api"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;
const script = `SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#api', deepLinking: true, persistAuthorization: true });`;

/**
 * Serves the API page; everything it loads comes from here.
 *
 * @param app the Express app
 * @param table the services
 * @param url the public address
 */
export function serveDocs(app: Express, table: Upstream[], url: string): void {
  app.use('/docs/assets', express.static(absolutePath(), { index: false, maxAge: '1h' }));
  app.get('/docs/openapi.json', async (_req, res) => void res.json(await mergedOpenApi(table, url)));
  app.get('/docs/start.js', (_req, res) => void res.type('text/javascript').send(script));
  app.get(
    ['/docs', '/docs/'],
    (_req, res) => void res.set('content-security-policy', pagePolicy).type('html').send(page),
  );
}
