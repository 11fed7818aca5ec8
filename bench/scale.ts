import { setTimeout as pause } from 'node:timers/promises';
import type { Person, World } from '../tests/journeys/world.ts';
import { memoryOf } from './memory.ts';
import { nouns, words } from './shop.ts';

/** How long reads take at one size of the catalogue, 95th percentile in ms, and what the product service needs, in MB. */
export interface AtSize {
  products: number;
  list: number;
  search: number;
  facets: number;
  searchWithFacets: number;
  memory: number;
}

const rounds = 300;
const head =
  'Handle,Title,Body (HTML),Type,Tags,Published,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price\n';

/**
 * Measures lists, searches and facets, each asked once and never from a cache, before and after the catalogue has grown.
 *
 * @param world a marketplace with some products
 * @param seller who offers the others
 * @param sizes how many products there are now, and how many there shall be
 * @param say told what is going on
 * @returns the figures at both sizes
 */
export async function growth(
  world: World,
  seller: Person,
  sizes: { now: number; later: number },
  say: (text: string) => void,
): Promise<AtSize[]> {
  const before = await measure(world, sizes.now);
  say(`Importing ${(sizes.later - sizes.now).toLocaleString('en')} more products …`);
  await importMore(world, seller, sizes.later - sizes.now);
  await pause(2_000); // the index takes in what has come; idle processes give memory back
  return [before, await measure(world, sizes.later)];
}

async function measure(world: World, products: number): Promise<AtSize> {
  // Prices that nobody has asked for before make every request one of its own.
  let unique = 0;
  const fresh = () => {
    unique += 1;
    return `priceMin=${unique}`;
  };
  const q = () => `${pick(words)}+${pick(nouns)}`;
  await p95(world, () => `limit=24&q=${q()}&${fresh()}`, 50); // warm
  const timed = {
    list: await p95(world, () => `limit=24&${fresh()}`),
    search: await p95(world, () => `limit=24&q=${q()}&${fresh()}`),
    facets: await p95(world, () => `limit=24&facets=true&${fresh()}`),
    searchWithFacets: await p95(world, () => `limit=24&facets=true&q=${q()}&${fresh()}`),
  };
  const { rss } = memoryOf(world.market.processes.get('product')?.pid ?? 0);
  return { products, ...timed, memory: rss };
}

async function p95(world: World, query: () => string, times = rounds): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const began = performance.now();
    const { status } = await world.call('GET', `/api/products?${query()}`);
    if (status !== 200) throw new Error(`a list was answered with ${status}`);
    taken.push(performance.now() - began);
  }
  taken.sort((a, b) => a - b);
  return taken[Math.floor(times * 0.95)] ?? Number.NaN;
}

async function importMore(world: World, seller: Person, count: number): Promise<void> {
  const perFile = 2_000; // the ingress gives a silent request up after two minutes
  for (let from = 0; from < count; from += perFile) {
    const rows = Array.from({ length: Math.min(perFile, count - from) }, (_, index) => row(from + index));
    const answer = await fetch(`${world.url}/api/products/import`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${seller.token}` },
      body: head + rows.join(''),
      signal: AbortSignal.timeout(600_000),
    });
    if (!answer.ok) throw new Error(`the import was answered with ${answer.status}: ${await answer.text()}`);
  }
}

function row(n: number): string {
  const [word, noun] = [words[n % words.length], nouns[Math.floor(n / words.length) % nouns.length]];
  const body = `<p>A ${noun} of ${word} for a ${pick(['kitchen', 'hall', 'study', 'garden'])}. It grows better with the years.</p>`;
  return `more-${n},${word} ${noun} number ${n},${body},Home / ${noun},${word},true,Title,Default Title,10,${10 + (n % 500)}\n`;
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
}
