import { type CatalogueEntry as Entry, type ProductId, readCatalogue } from '@credenza/contracts';
import type { Dapr, Log } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Knowledge } from './knowledge.ts';
import { loadProduct } from './load-product.ts';
import { gone, type Material } from './material.ts';

type CatalogueEntry = z.output<typeof Entry>;

/**
 * Learns the articles of this release, and forgets those that it no longer has.
 *
 * @param articles all of them
 * @param knowledge where they go
 */
export async function learnArticles(articles: Material[], knowledge: Knowledge): Promise<void> {
  const names = new Set(articles.map(({ ref }) => ref));
  const old = knowledge.store.refs().filter((ref) => ref.startsWith('article:') && !names.has(ref));
  await knowledge.learn([...articles, ...old.map((ref) => gone(ref, 1))]);
}

/**
 * Reads every product that there is, page after page.
 *
 * @param dapr the sidecar
 * @returns products with their versions, a page at a time
 * @throws Unavailable when product does not answer
 */
export async function* catalogue(dapr: Dapr): AsyncGenerator<CatalogueEntry[]> {
  let after: ProductId | undefined;
  do {
    const page = await dapr.invoke(readCatalogue, { limit: 200, ...(after !== undefined && { after }) });
    yield page.entries;
    after = page.next;
  } while (after !== undefined);
}

/**
 * Learns every product that there is, for a shelf that began with nothing; events bring what changes later.
 *
 * @param parts the sidecar, where they go, and the log
 * @returns how many products
 * @throws Unavailable when product or the state store does not answer
 */
export async function learnCatalogue(parts: { dapr: Dapr; knowledge: Knowledge; log: Log }): Promise<number> {
  const { dapr, knowledge, log } = parts;
  let count = 0;
  for await (const entries of catalogue(dapr)) {
    await knowledge.learn(await Promise.all(entries.map(({ product, version }) => loadProduct(product, version))));
    count += entries.length;
  }
  log.info({ count }, 'the catalogue was learned');
  return count;
}
