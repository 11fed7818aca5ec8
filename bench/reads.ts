import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { services } from '@credenza/contracts';
import { freePort } from '@credenza/service-kit/testing';
import type { World } from '../tests/journeys/world.ts';
import type { Meter } from './cpu.ts';
import { type Load, load } from './load.ts';
import { startReference } from './reference-process.ts';
import type { Row } from './report.ts';
import type { Shop } from './shop.ts';

/** How to load the readers' side. */
interface Options {
  connections: number;
  seconds: number;
  meter: Meter;
}

/**
 * Measures what visitors read: product page, list and search, each beside the least that it could be.
 *
 * @param world a running marketplace
 * @param shop what is for sale
 * @param options connections, seconds, and what watches the processor
 * @returns the figures
 */
export async function measureReads(world: World, shop: Shop, options: Options): Promise<Row[]> {
  const url = `http://127.0.0.1:${world.market.ports.base + services.product.port - services.storefront.port}`;
  const pages = shop.offered.slice(0, 200).map(({ productId }) => ({ path: `/api/products/${productId}` }));
  const list = [{ path: '/api/products?limit=24' }];
  return [
    { what: 'product page', ...(await besideBareHttp(url, pages, 0.3, options)) },
    { what: 'list of 24', ...(await besideBareHttp(url, list, 0.25, options)) },
    { what: 'search', ...(await besideTextQuery(world, url, shop.searches, options)) },
  ];
}

type Figure = Omit<Row, 'what'>;

async function besideBareHttp(
  url: string,
  requests: { path: string }[],
  goal: number,
  options: Options,
): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'credenza-bench-'));
  const file = join(folder, 'body.json');
  await writeFile(file, Buffer.from(await (await fetch(`${url}${requests[0]?.path}`)).arrayBuffer()));
  const bare = await startReference('http', await freePort(), file);
  const bareLoad = () => load(bare.url, [{ path: '/' }], options);
  // Ours between two runs of the reference: a machine that slows down meanwhile does it to both.
  const before = await bareLoad();
  const result = await load(url, requests, options);
  const after = await bareLoad();
  await bare.stop();
  await rm(folder, { recursive: true, force: true });
  return { result, reference: { name: 'bare node:http', perSecond: (before.perSecond + after.perSecond) / 2, goal } };
}

async function besideTextQuery(world: World, url: string, searches: string[], options: Options): Promise<Figure> {
  const mongo = world.market.env.MONGO_URL ?? '';
  const text = await startReference('text', await freePort(), mongo, `${world.dbPrefix}product`);
  const asked = (path: string): { path: string }[] =>
    searches.map((q) => ({ path: `${path}${encodeURIComponent(q)}` }));
  const plain: Load = await load(text.url, asked('/search?q='), options);
  await text.stop();
  const result = await load(url, asked('/api/products?limit=24&q='), options);
  return { result, reference: { name: 'Express + one text query', perSecond: plain.perSecond, goal: 1 } };
}
