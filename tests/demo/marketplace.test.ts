import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { eventually } from '@credenza/service-kit/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue, type DemoRange } from '../../deploy/demo/catalogue.ts';
import { history } from '../../deploy/demo/history.ts';
import { buyers } from '../../deploy/demo/logins.ts';
import { seed } from '../../deploy/demo/seed.ts';
import { startWorld, type World } from '../journeys/world.ts';

const program = resolve(import.meta.dirname, '../../deploy/demo/walk.ts');
let world: World;
let dataDir: string;

beforeAll(async () => {
  world = await startWorld();
  dataDir = dirname(world.market.logs);
}, 120_000);
afterAll(() => world?.stop(), 30_000);

/** The first active products of every seller: a small shop is filled in seconds. */
const small = (each: number): DemoRange[] =>
  catalogue().map(({ seller, products }) => ({
    seller,
    products: products.filter(({ body }) => body.status === 'active').slice(0, each),
  }));

async function walk(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, CREDENZA_DATA: dataDir, NODE_OPTIONS: '', NO_COLOR: '1' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], { env });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

const count = async (service: string, collection: string, filter = {}) =>
  await (await world.db(service)).collection(collection).countDocuments(filter);

describe('a walk without a shop', () => {
  test('says in one sentence that nothing runs there', async () => {
    const { code, err } = await walk('--url', 'http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(err).toBe('No marketplace answers at http://127.0.0.1:9: start one with npm start, and leave it running.\n');
  });

  test('says in one sentence that the demo accounts are missing', async () => {
    const { code, err } = await walk('--url', world.url);
    expect(code).toBe(1);
    expect(err).toBe('The demo accounts are not there: start the marketplace once without --no-seed.\n');
  });
});

describe('the demo data', () => {
  test('is completed where it was broken off, and nothing is doubled', async () => {
    const said: string[] = [];
    const { email, password } = await world.admin();
    const admin = { role: 'admin' as const, email, password, name: 'Administrator' };
    const options = { url: world.url, dataDir, progress: (text: string) => said.push(text), admin };
    await seed({ ...options, ranges: small(1) });
    expect(await count('product', 'products')).toBe(12);
    expect(await count('auth', 'shops', { payout: { $exists: true } })).toBe(12);
    // Products that come after the rules have to fit them.
    const { items } = (await world.call('GET', '/api/products/categories')).body;
    expect(items).toContainEqual(expect.objectContaining({ path: 'Furniture', slug: 'furniture' }));
    const second = await seed({ ...options, ranges: small(4) });
    expect(second).toMatchObject({ sellers: 12, buyers: 20, products: 48 });
    expect(await count('product', 'products')).toBe(48);
    expect(await count('auth', 'users', { role: { $ne: 'admin' } })).toBe(32);

    const orders = await count('order', 'orders');
    expect(orders).toBeGreaterThan(0);
    const third = await seed({ ...options, ranges: small(4) });
    expect(third.orders).toBe(0);
    expect(await count('order', 'orders')).toBe(orders);
    expect(await count('product', 'products')).toBe(48);
    expect(said.at(-1)).toBe('All demo data is there already.');
    expect(await count('cart', 'promotions')).toBe(2);
    expect(await count('cart', 'shippings', { version: 1 })).toBe(6);
  }, 120_000);

  test('has a past of paid orders, some of them canceled', async () => {
    const wanted = history(small(4)).flatMap(({ orders }) => orders);
    expect(await count('order', 'orders')).toBeLessThanOrEqual(wanted.length + 20);
    await eventually(async () => (await count('order', 'orders', { status: 'pending' })) === 0);
    expect(await count('order', 'orders', { status: 'paid' })).toBeGreaterThan(0);
    expect(await count('order', 'orders', { status: 'canceled', paymentId: { $exists: false } })).toBe(0);
  });

  test('shows a picture for every product', async () => {
    const { body } = await world.call('GET', '/api/products?limit=48');
    expect(body.items).toHaveLength(48);
    for (const { image } of body.items) {
      const shown = await fetch(`${world.url}${image.src}`);
      expect([image.src, shown.status, shown.headers.get('content-type')]).toEqual([image.src, 200, 'image/svg+xml']);
      expect(await shown.text()).toBe(await readFile(join(dataDir, image.src), 'utf8'));
    }
  });
});

describe('the demo walk', () => {
  test('buys something, tells every event on its way and keeps every promise', async () => {
    const { code, out, err } = await walk('--url', world.url);
    expect([code, err]).toEqual([0, '']);
    for (const step of [
      /REST +POST \/api\/cart\/lines/,
      /REST +PUT \/api\/cart\/destination +to [A-Z]{2}, €.* with shipping/,
      /REST +POST \/api\/orders +pending/,
      /event +order → +order\.created +published/,
      /event +order → payment +order\.created +handled in \d+ ms/,
      /event +payment → order +payment\.succeeded +handled/,
      /event +order → product +order\.paid +handled/,
      /event +order → cart +order\.paid +handled/,
      /live +→ the buyer +order +paid/,
      /live +→ the buyer +cart +empty/,
    ]) {
      expect(out).toMatch(step);
    }
    expect(out.match(/✓/g)).toHaveLength(6);
    expect(out).not.toContain('✗');
    expect(out).toContain('The charge is recorded once');
    expect(out).toMatch(/The receipt has arrived: http:\/\/localhost:\d+\/mails\//);
  }, 60_000);

  test('buys what it is told to', async () => {
    const wanted = small(4)
      .flatMap(({ products }) => products)
      .find(({ body }) => body.variants.some(({ stock }) => stock > 20));
    const { code, out } = await walk('--url', world.url, '--product', wanted?.body.title ?? '');
    expect(code).toBe(0);
    expect(out).toContain(`${buyers[0]?.name} buys 2 × ${wanted?.body.title}`);
  }, 60_000);

  test('says in one sentence that there is no such thing', async () => {
    const { code, err } = await walk('--url', world.url, '--product', 'zeppelin');
    expect([code, err]).toEqual([1, 'Nothing in stock is found for “zeppelin”.\n']);
  });
});
