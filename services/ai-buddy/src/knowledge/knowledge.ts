import type { ProductId } from '@credenza/contracts';
import type { Log } from '@credenza/service-kit';
import { leaning } from './leaning.ts';
import { LexicalIndex } from './lexical-index.ts';
import type { Material } from './material.ts';
import type { NamedEmbeddings } from './named-embeddings.ts';
import { type Audience, type Filter, type Found, fits, type Passage, type ProductFacts } from './passage.ts';
import { diversify, fuse, type Ranking } from './rank.ts';
import type { Shelf } from './shelf.ts';
import { StateVectorStore } from './state-vector-store.ts';
import { wordsOf } from './terms.ts';
import { quantize, similarityOf } from './vector-index.ts';

/** How many candidates each way of searching names before they are merged. */
const candidates = 200;

/** Ways to search; `hybrid` merges the other two. */
export type Mode = 'hybrid' | 'lexical' | 'vector';

/** What somebody wants to know. */
export interface Ask {
  text: string;
  audience: Audience;
  filter?: Filter;
  limit: number;
  mode?: Mode;
}

/** Everything that answers may rest on, kept in step with the marketplace. */
export class Knowledge {
  readonly store: StateVectorStore;
  readonly #lexical = new LexicalIndex();
  readonly #log: Log;
  readonly #trust: number;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /**
   * @param parts who makes vectors, where texts are kept, the log, and the size above which searches go through the graph
   */
  constructor(parts: { embeddings: NamedEmbeddings; shelf: Shelf; log: Log; exactLimit?: number }) {
    const { embeddings, shelf, log, exactLimit } = parts;
    this.store = new StateVectorStore(embeddings.embeddings, {
      shelf,
      log,
      follower: this.#lexical,
      ...(exactLimit !== undefined && { exactLimit }),
    });
    this.#log = log;
    this.#trust = embeddings.trust ?? 1;
  }

  /**
   * @param materials texts that are new, changed or gone
   * @throws Unavailable when the state store does not take them
   */
  async learn(materials: Material[]): Promise<void> {
    await this.store.keep(materials);
  }

  /**
   * Finds passages by their words and by their meaning, and chooses those that are worth showing together.
   *
   * @param ask the question, who asks, what may be found, and how many
   * @returns passages, the best first; at most one of each text
   */
  async search({ text, audience, filter = {}, limit, mode = 'hybrid' }: Ask): Promise<Found[]> {
    // What reviews say of a product goes and comes back with it.
    const onOffer = ({ source, ref }: Passage) => source !== 'reviews' || this.store.material(ref) !== undefined;
    const allowed = (passage: Passage) => fits(passage, audience, filter) && onOffer(passage);
    const asked = this.#lexical.corrected(text);
    const rankings: Ranking[] = [];
    if (mode !== 'vector') rankings.push({ weight: 1, found: this.#lexical.search(asked, candidates, allowed) });
    if (mode !== 'lexical') rankings.push({ weight: this.#trust, found: await this.#nearest(asked, allowed) });
    const lean = leaning(text, asked, audience);
    const found = fuse(rankings).flatMap(({ id, score }) => {
      const passage = this.store.passage(id);
      return passage ? [{ passage, score: score * lean(passage) }] : [];
    });
    found.sort((one, other) => other.score - one.score);
    return diversify(firstOfEach(found), limit, (one, other) => this.#alike(one.passage, other.passage));
  }

  /**
   * @param text a question
   * @returns its words as they were probably meant, and those of them that no text has
   */
  read(text: string): { meant: string; unknown: Set<string> } {
    const meant = this.#lexical.corrected(text);
    return { meant, unknown: new Set(wordsOf(meant).filter((word) => !this.#lexical.knows(word))) };
  }

  /**
   * Finds products that are like another one.
   *
   * @param productId the product
   * @param about how many, and what they must be like
   * @returns the nearest other products, the nearest first, with the cosine as their score; none when it is not known
   */
  like(productId: ProductId, about: { limit: number; filter?: Filter }): Found[] {
    const vector = this.store.index.get(`${productId}#0`);
    if (!vector) return [];
    const filter: Filter = { ...about.filter, source: ['product'] };
    const allowed = (passage: Passage) => passage.ref !== productId && fits(passage, 'seller', filter);
    return firstOfEach(this.store.near(vector, about.limit * 3, allowed)).slice(0, about.limit);
  }

  /**
   * @param productId a product
   * @returns what was last told about it; undefined when it cannot be bought
   */
  product(productId: string): ProductFacts | undefined {
    return this.store.material(productId)?.product;
  }

  /** Begins to follow what other replicas learn. */
  follow(everyMs: number): void {
    const again = async () => {
      await this.store
        .refresh()
        .catch((error: unknown) => this.#log.warn({ err: error }, 'knowledge was not refreshed'));
      if (!this.#stopped) this.#timer = setTimeout(again, everyMs);
    };
    this.#timer = setTimeout(again, everyMs);
  }

  /** Follows no longer. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #nearest(text: string, allowed: (passage: Passage) => boolean): Promise<Ranking['found']> {
    const query = quantize(await this.store.embeddings.embedQuery(text));
    if (query.every((one) => one === 0)) return [];
    return this.store.near(query, candidates, allowed).map(({ passage, score }) => ({ id: passage.id, score }));
  }

  #alike(one: Passage, other: Passage): number {
    const [a, b] = [this.store.index.get(one.id), this.store.index.get(other.id)];
    return a && b ? similarityOf(a, b) : 0;
  }
}

function firstOfEach(found: Found[]): Found[] {
  const seen = new Set<string>();
  return found.filter(({ passage: { source, ref } }) => {
    const key = `${source}:${ref}`;
    return !seen.has(key) && seen.add(key);
  });
}
