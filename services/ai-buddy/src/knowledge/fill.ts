import { type ProductId, readCatalogue } from '@credenza/contracts';
import type { Dapr, Log } from '@credenza/service-kit';
import type { Knowledge } from './knowledge.ts';
import { loadProduct } from './load-product.ts';
import { gone, type Material } from './material.ts';

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
 * Learns every product that there is, for a shelf that began with nothing; events bring what changes later.
 *
 * @param parts the sidecar, where they go, and the log
 * @returns how many products
 * @throws Unavailable when product or the state store does not answer
 */
export async function learnCatalogue(parts: { dapr: Dapr; knowledge: Knowledge; log: Log }): Promise<number> {
  const { dapr, knowledge, log } = parts;
  let count = 0;
  let after: ProductId | undefined;
  do {
    const page = await dapr.invoke(readCatalogue, { limit: 200, ...(after !== undefined && { after }) });
    await knowledge.learn(await Promise.all(page.entries.map(({ product, version }) => loadProduct(product, version))));
    count += page.entries.length;
    after = page.next;
  } while (after !== undefined);
  log.info({ count }, 'the catalogue was learned');
  return count;
}
