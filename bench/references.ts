/** The programs that our figures are compared with; each runs as a process of its own: `node bench/references.ts http|text <port> …`. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import express from 'express';
import { createConnection } from 'mongoose';

/**
 * A bare node:http server that sends the same bytes to every request.
 *
 * @param port where
 * @param file what
 */
function serveBytes(port: number, file: string): void {
  const body = readFileSync(file);
  createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
    res.end(body);
  }).listen(port, '127.0.0.1', 1_024);
}

/**
 * Express with one MongoDB text query per request: what a search costs when nothing is done about it.
 *
 * @param port where
 * @param url the MongoDB server
 * @param database the product database; it gets a text index for as long as this runs
 */
async function serveTextQuery(port: number, url: string, database: string): Promise<void> {
  const db = await createConnection(url, { dbName: database, maxPoolSize: 50 }).asPromise();
  const products = db.collection('products');
  const index = await products.createIndex(
    { status: 1, title: 'text', tags: 'text', category: 'text', vendor: 'text', description: 'text' },
    { name: 'bench-text' },
  );
  // The shop itself has no such index, and its writes should not pay for it.
  process.once('SIGTERM', () => void products.dropIndex(index).finally(() => process.exit(0)));
  const app = express();
  app.disable('x-powered-by');
  app.get('/search', async (req, res) => {
    const found = await products
      .find({ $text: { $search: String(req.query.q) }, status: 'active' }, { projection: { outbox: 0 } })
      .limit(24)
      .toArray();
    res.json({ items: found });
  });
  app.listen(port, '127.0.0.1');
}

const [what, port = '0', ...rest] = process.argv.slice(2);
if (what === 'http') serveBytes(Number(port), rest[0] ?? '');
if (what === 'text') await serveTextQuery(Number(port), rest[0] ?? '', rest[1] ?? '');
