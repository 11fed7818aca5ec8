/**
 * `npm run bench`: what the marketplace does per second, beside what bare parts do on the same machine in the same run.
 * Machines and moments differ; the ratios are what counts.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VariantId } from '@credenza/contracts';
import { freePort } from '@credenza/service-kit/testing';
import { type Person, startWorld } from '../tests/journeys/world.ts';
import { type Load, load, loadWork } from './load.ts';
import { memoryOf } from './memory.ts';
import { rawLoop } from './raw-loop.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const connections = 32;
const products = 1_000;
const say = (text: string) => console.log(text);

interface Row {
  what: string;
  result: Load;
  reference?: { name: string; perSecond: number; goal: number };
}
const rows: Row[] = [];

say(`Starting a marketplace with ${products} products …`);
const world = await startWorld();
const folder = await mkdtemp(join(tmpdir(), 'credenza-bench-'));
try {
  await measure();
} finally {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const words = [
    'oak',
    'linen',
    'brass',
    'walnut',
    'rattan',
    'wool',
    'marble',
    'cotton',
    'steel',
    'glass',
    'clay',
    'birch',
  ];
  const nouns = ['chair', 'table', 'lamp', 'shelf', 'rug', 'vase', 'mirror', 'bench', 'stool', 'basket'];
  const seller = await world.person('seller');
  const offered: { productId: string; variantId: VariantId }[] = [];
  for (let i = 0; i < products; i += 20) {
    const batch = Array.from({ length: 20 }, async (_, index) => {
      const n = i + index;
      const [word, noun] = [words[n % words.length], nouns[Math.floor(n / words.length) % nouns.length]];
      const answer = await seller.send('POST', '/api/products', {
        title: `${word} ${noun} number ${n}`,
        descriptionHtml: `<p>A ${noun} of ${word}, made by hand in a small workshop. It stands well in a kitchen, a hall or a study and grows better with the years.</p>`,
        status: 'active',
        category: `Home / ${noun}`,
        tags: [`${word}`, 'handmade'],
        attributes: { material: `${word}`, room: 'kitchen' },
        images: [{ src: `/media/${n}.svg`, alt: `${word} ${noun}` }],
        options: [],
        variants: [{ options: [], sku: `SKU-${n}`, price: 1_000 + n, stock: 100_000 }],
      });
      offered.push({ productId: answer.body.productId, variantId: answer.body.variants[0].variantId });
    });
    await Promise.all(batch);
  }
  const productUrl = serviceUrl('product');
  const pagePath = `/api/products/${offered[0]?.productId}`;
  const listPath = '/api/products?limit=24';
  const memory = [...world.market.processes].map(([name, { pid }]) => ({ name, ...memoryOf(pid ?? 0) }));

  say('Product page and list …');
  const spread = offered.slice(0, 200).map(({ productId }) => ({ path: `/api/products/${productId}` }));
  const page = await besideBareHttp(`${productUrl}${pagePath}`, () =>
    load(productUrl, spread, { connections, seconds }),
  );
  rows.push({
    what: 'product page',
    result: page.ours,
    reference: { name: 'bare node:http', perSecond: page.bare, goal: 0.3 },
  });
  const list = await besideBareHttp(`${productUrl}${listPath}`, () =>
    load(productUrl, [{ path: listPath }], { connections, seconds }),
  );
  rows.push({
    what: 'list of 24',
    result: list.ours,
    reference: { name: 'bare node:http', perSecond: list.bare, goal: 0.25 },
  });

  say('Search …');
  const searches = words.flatMap((word) => nouns.map((noun) => `${word} ${noun}`));
  const port = await freePort();
  const text = await reference(
    ['text', String(port), world.market.env.MONGO_URL ?? '', `${world.dbPrefix}product`],
    port,
  );
  const plain = await load(
    `http://127.0.0.1:${port}`,
    searches.map((q) => ({ path: `/search?q=${encodeURIComponent(q)}` })),
    { connections, seconds },
  );
  text();
  const search = await load(
    productUrl,
    searches.map((q) => ({ path: `/api/products?q=${encodeURIComponent(q)}&limit=24` })),
    { connections, seconds },
  );
  rows.push({
    what: 'search',
    result: search,
    reference: { name: 'Express + one text query', perSecond: plain.perSecond, goal: 1 },
  });

  say('Cart, login, checkout …');
  const buyers: Person[] = [];
  for (let i = 0; i < 48; i += 16)
    buyers.push(...(await Promise.all(Array.from({ length: 16 }, () => world.person('buyer')))));
  const someVariant = () => offered[Math.floor(Math.random() * offered.length)]?.variantId ?? '';
  const cartChange = await loadWork(
    async (worker) => {
      const buyer = buyers[worker];
      const { status } = (await buyer?.send('POST', '/api/cart/lines', {
        variantId: offered[worker]?.variantId,
        quantity: 1,
      })) ?? { status: 0 };
      if (status === 409) await buyer?.send('DELETE', '/api/cart');
      else if (status !== 200) throw new Error(String(status));
    },
    { workers: 16, ms: seconds * 1_000 },
  );
  rows.push({ what: 'cart change', result: cartChange });
  const login = await loadWork(
    async (worker) => {
      const body = { email: buyers[worker]?.email, password: 'a long enough password' };
      if ((await world.call('POST', '/api/auth/login', body)).status !== 200) throw new Error('no login');
    },
    { workers: 8, ms: seconds * 1_000 },
  );
  rows.push({ what: 'login (argon2id as in tests)', result: login });
  for (const buyer of buyers) await buyer.send('DELETE', '/api/cart');

  const loop = await rawLoop(world.market.env.MONGO_URL ?? '', { loops: 16, ms: seconds * 1_000 });
  const statuses = (await world.db('order')).collection('orders');
  const checkout = await loadWork(
    async (worker) => {
      const buyer = buyers[worker];
      if (!buyer) return;
      const order = await world.buy(buyer, someVariant() as VariantId);
      if (order.status !== 201) throw new Error(JSON.stringify(order.body));
      // The order's state is read from its database: asking over HTTP again and again would measure the asking.
      for (;;) {
        const found = await statuses.findOne({ _id: order.body.orderId }, { projection: { status: 1 } });
        if (found?.status === 'paid') return;
        if (found?.status === 'canceled') throw new Error('canceled');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    { workers: 32, ms: seconds * 2_000 },
  );
  rows.push({
    what: 'checkout, first request to paid',
    result: checkout,
    reference: { name: 'raw MongoDB loop', perSecond: loop, goal: 0.06 },
  });

  print(memory, await createdToPaid());
}

function serviceUrl(name: 'product'): string {
  return `http://127.0.0.1:${world.market.ports.base + { product: 2 }[name]}`;
}

/** Starts a reference server and waits until it answers. */
async function reference(args: string[], port: number): Promise<() => void> {
  const child = spawn(process.execPath, ['bench/references.ts', ...args], { stdio: 'inherit' });
  for (;;) {
    const up = await fetch(`http://127.0.0.1:${port}/search?q=oak`).then(
      () => true,
      () => false,
    );
    if (up) return () => child.kill();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function besideBareHttp(url: string, ours: () => Promise<Load>): Promise<{ ours: Load; bare: number }> {
  const file = join(folder, 'body.json');
  await writeFile(file, Buffer.from(await (await fetch(url)).arrayBuffer()));
  const port = await freePort();
  const stop = await reference(['http', String(port), file], port);
  const bareLoad = () => load(`http://127.0.0.1:${port}`, [{ path: '/' }], { connections, seconds });
  // Ours between two runs of the reference: a machine that slows down meanwhile does it to both.
  const before = await bareLoad();
  const measured = await ours();
  const after = await bareLoad();
  stop();
  return { ours: measured, bare: (before.perSecond + after.perSecond) / 2 };
}

/** From order.created to order.paid, by the events' own times: p50 and p99 in ms. */
async function createdToPaid(): Promise<{ p50: number; p99: number }> {
  const events = (await world.db('order')).collection('events');
  const created = new Map<string, number>();
  const times: number[] = [];
  for await (const entry of events.find({ type: { $in: ['order.created', 'order.paid'] } }).sort({ publishedAt: 1 })) {
    const at = Date.parse(entry.envelope.time);
    if (entry.type === 'order.created') created.set(entry.subject, at);
    else times.push(at - (created.get(entry.subject) ?? at));
  }
  times.sort((a, b) => a - b);
  return {
    p50: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
  };
}

function print(memory: { name: string; rss: number; pss: number }[], wait: { p50: number; p99: number }): void {
  const number = (value: number, digits = 0) =>
    value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  say(
    `\n${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, load generator included; ${connections} connections; Node ${process.version}\n`,
  );
  say(
    `${'what'.padEnd(34)}${'per second'.padStart(11)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'failed'.padStart(8)}   beside`,
  );
  for (const { what, result, reference: beside } of rows) {
    const ratio = beside ? result.perSecond / beside.perSecond : 0;
    const text = beside
      ? `${number(beside.perSecond)} ${beside.name}: ${number(ratio, 2)} (to reach ${beside.goal}) ${ratio >= beside.goal ? 'yes' : 'NO'}`
      : '';
    say(
      `${what.padEnd(34)}${number(result.perSecond).padStart(11)}${number(result.p50, 1).padStart(9)}${number(result.p99, 1).padStart(9)}${String(result.failures).padStart(8)}   ${text}`,
    );
  }
  say(`\norder.created to order.paid: p50 ${number(wait.p50)} ms, p99 ${number(wait.p99)} ms`);
  const sum = (key: 'rss' | 'pss') => memory.reduce((total, one) => total + one[key], 0);
  say(
    `memory of all ${memory.length} processes, idle after seeding: ${number(sum('rss'))} MB resident, ${number(sum('pss'))} MB counting shared pages once (to stay below 1,843)`,
  );
  for (const { name, rss, pss } of memory)
    say(`  ${name.padEnd(22)}${number(rss).padStart(6)} MB${number(pss).padStart(7)} MB`);
}
