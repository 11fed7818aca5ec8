import type { Dapr, Log } from '@credenza/service-kit';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { asReply, type RenderedPage } from './rendered.ts';

const Kept = z.object({ text: z.string(), etag: z.string(), variantIds: z.array(z.string()) });

/** How long a page stays when the process that should have dropped it has died, in seconds. */
const keepSeconds = 10;
/** After a change a page comes from the database for so long: a slower replica may still put the old one back, in ms. */
const settleMs = 2_000;
/** A page from the database takes a few ms; there is no point in waiting longer for a short cut, in ms. */
const patienceMs = 100;
/** After a failure the state store is left alone for so long, in ms. */
const restMs = 5_000;

/**
 * Hot product pages in the state store, for all replicas: reading one there costs about a third of rendering it
 * (docs/decisions/0005-product-pages-are-read-from-memory.md). It is a short cut only; without it everything works.
 */
export class SharedPages {
  readonly #state: Dapr['state'];
  readonly #log: Log;
  readonly #changed = new LRUCache<string, true>({ max: 50_000, ttl: settleMs });
  /** What this process has kept or found there. Whoever has, drops it; so a change of a page that nobody reads costs nothing. */
  readonly #known = new LRUCache<string, true>({ max: 50_000, ttl: keepSeconds * 1_000 });
  /** The last write of a page under way: a drop must not overtake the keeping before it. */
  readonly #writing = new Map<string, Promise<void>>();
  #restUntil = 0;

  /**
   * @param state the sidecar's state store
   * @param log told when it fails
   */
  constructor(state: Dapr['state'], log: Log) {
    this.#state = state;
    this.#log = log;
  }

  /**
   * @param productId a product
   * @returns its page, if somebody has kept it and it has not changed a moment ago
   */
  async get(productId: string): Promise<RenderedPage | undefined> {
    if (this.#resting() || this.#changed.has(productId)) return undefined;
    const found = await this.#patiently(this.#state.get(keyOf(productId), Kept));
    // It may have changed while we were asking.
    if (!found || this.#changed.has(productId)) return undefined;
    this.#known.set(productId, true);
    const { text, etag, variantIds } = found.value;
    return { reply: asReply(Buffer.from(text), etag), variantIds };
  }

  /**
   * Keeps a page that many ask for, unless it is kept already.
   *
   * @param productId the product
   * @param page its page
   */
  keep(productId: string, { reply, variantIds }: RenderedPage): void {
    if (this.#known.has(productId) || this.#changed.has(productId) || this.#resting()) return;
    if (!Buffer.isBuffer(reply.content)) return;
    this.#known.set(productId, true);
    const value = { text: reply.content.toString(), etag: reply.headers.etag, variantIds };
    this.#write(productId, async () => {
      if (!this.#changed.has(productId)) await this.#state.set(keyOf(productId), value, { ttlSeconds: keepSeconds });
    });
  }

  /**
   * Drops a page: it shows what is no longer so.
   *
   * @param productId the product
   */
  drop(productId: string): void {
    this.#changed.set(productId, true);
    if (this.#known.delete(productId)) this.#write(productId, () => this.#state.delete(keyOf(productId)));
  }

  /** Something has changed that cannot be named: what is kept may show it, for as long as a change needs to get around. */
  hesitate(): void {
    this.#restFor(settleMs);
  }

  /** Something may have been missed: what is kept has to run out first. */
  distrust(): void {
    this.#restFor(keepSeconds * 1_000);
  }

  /** Waits until everything is written. */
  async quiet(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  #write(productId: string, work: () => Promise<unknown>): void {
    const before = this.#writing.get(productId) ?? Promise.resolve();
    const writing = before
      .then(work)
      .catch((error: unknown) => this.#rest(error))
      .then(() => {
        if (this.#writing.get(productId) === writing) this.#writing.delete(productId);
      });
    this.#writing.set(productId, writing);
  }

  async #patiently<Found>(asking: Promise<Found>): Promise<Found | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const impatient = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patienceMs);
    });
    try {
      return await Promise.race([asking, impatient]);
    } catch (error) {
      this.#rest(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #resting(): boolean {
    return performance.now() < this.#restUntil;
  }

  #rest(error: unknown): void {
    if (!this.#resting()) this.#log.warn({ err: error }, 'the state store fails; pages come from the database');
    this.#restFor(restMs);
  }

  #restFor(ms: number): void {
    this.#restUntil = Math.max(this.#restUntil, performance.now() + ms);
  }
}

const keyOf = (productId: string) => `page:${productId}`;
