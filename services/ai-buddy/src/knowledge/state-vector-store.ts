import type { Log } from '@credenza/service-kit';
import { Document } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { VectorStore } from '@langchain/core/vectorstores';
import { fingerprint, gone, Material, passagesOf } from './material.ts';
import { type Passage, searchable } from './passage.ts';
import type { Shelf } from './shelf.ts';
import { decoded, encoded, type StoredMaterial } from './stored.ts';
import { quantize, VectorIndex } from './vector-index.ts';

/** Who else keeps passages in step, such as the lexical index. */
export interface Follower {
  put(passage: Passage): void;
  remove(id: string): void;
}

/** A text as this replica has it in memory. */
interface Held {
  material: Material;
  ids: string[];
}

/**
 * LangChain's vector store on the Dapr state store: texts and their vectors are kept on a shelf that all replicas share, and held in
 * memory to be searched. A restart reads the shelf and computes no vector again.
 */
export class StateVectorStore extends VectorStore {
  declare FilterType: (passage: Passage) => boolean;
  readonly index: VectorIndex;
  readonly #shelf: Shelf;
  readonly #follower: Follower;
  readonly #log: Log;
  readonly #held = new Map<string, Held>();
  readonly #passages = new Map<string, Passage>();
  #keeping: Promise<unknown> = Promise.resolve();

  /**
   * @param embeddings who makes vectors
   * @param parts where texts are kept, who follows, the log, and the size above which searches go through the graph
   */
  constructor(
    embeddings: EmbeddingsInterface,
    parts: { shelf: Shelf; follower: Follower; log: Log; exactLimit?: number },
  ) {
    super(embeddings, {});
    this.index = new VectorIndex(parts.exactLimit);
    this.#shelf = parts.shelf;
    this.#follower = parts.follower;
    this.#log = parts.log;
  }

  override _vectorstoreType(): string {
    return 'dapr-state';
  }

  /**
   * Keeps texts, for every replica. Those that are known, or known in a newer version, change nothing.
   *
   * @param materials whole texts
   * @throws Unavailable when the state store does not take them; the same may be tried again
   */
  async keep(materials: Material[]): Promise<void> {
    // One after the other: a replica need not race with itself for the same buckets.
    const turn = this.#keeping.then(() => this.#keepNow(materials));
    this.#keeping = turn.catch(() => undefined);
    await turn;
  }

  async #keepNow(materials: Material[]): Promise<void> {
    const news = await this.#shelf.news(materials);
    const stored = await Promise.all(news.map(async (material) => await this.#withVectors(material)));
    for (const one of await this.#shelf.put(stored)) this.#hold(one);
  }

  /**
   * Reads what other replicas have changed since the last time; everything the first time.
   *
   * @returns how many texts were new or gone
   */
  async refresh(): Promise<number> {
    let count = 0;
    const holding = (ref: string) => this.#held.get(ref)?.material;
    for await (const one of this.#shelf.changes(holding)) {
      this.#hold(one);
      count += 1;
    }
    if (count > 0) this.#log.debug({ count }, 'texts were taken over from the state store');
    return count;
  }

  /**
   * @param id a passage
   * @returns the passage
   */
  passage(id: string): Passage | undefined {
    return this.#passages.get(id);
  }

  /**
   * @param ref a text's name
   * @returns the whole text, unless it is gone or was never there
   */
  material(ref: string): Material | undefined {
    return this.#held.get(ref)?.material;
  }

  /** @returns the names of all texts */
  refs(): string[] {
    return [...this.#held.keys()];
  }

  /**
   * @param documents each with a `Material` as its metadata, as LangChain's chains hand them on
   * @returns the names of the texts
   */
  override async addDocuments(documents: Document[]): Promise<string[]> {
    const materials = documents.map(({ metadata }) => Material.parse(metadata));
    await this.keep(materials);
    return materials.map(({ ref }) => ref);
  }

  /** Vectors belong to the texts here, which come whole: use `addDocuments`. */
  override async addVectors(): Promise<never> {
    throw new Error('A text comes with its vectors: add documents.');
  }

  /** @param params `refs`: the names of texts that are gone */
  override async delete(params: { refs: string[] }): Promise<void> {
    await this.keep(params.refs.map((ref) => gone(ref, (this.material(ref)?.version ?? 0) + 1)));
  }

  /**
   * @param query a vector as `embeddings` makes them
   * @param limit how many
   * @param filter which passages may be found
   * @returns passages as documents, with the cosine of the angle to the query, the nearest first
   */
  override async similaritySearchVectorWithScore(
    query: number[],
    limit: number,
    filter?: this['FilterType'],
  ): Promise<[Document, number][]> {
    const found = this.near(quantize(query), limit, filter);
    return found.map(({ passage, score }) => [
      new Document({ id: passage.id, pageContent: passage.text, metadata: passage }),
      score,
    ]);
  }

  /**
   * The same without LangChain's wrapping.
   *
   * @param query a vector from `quantize`
   * @param limit how many
   * @param filter which passages may be found
   * @returns passages with the cosine of the angle to the query, the nearest first
   */
  near(query: Int8Array, limit: number, filter?: (passage: Passage) => boolean): { passage: Passage; score: number }[] {
    const allowed = (id: string) => {
      const passage = this.#passages.get(id);
      return passage !== undefined && (filter === undefined || filter(passage));
    };
    return this.index.search(query, limit, allowed).flatMap(({ id, similarity }) => {
      const passage = this.#passages.get(id);
      return passage ? [{ passage, score: similarity }] : [];
    });
  }

  static override async fromTexts(): Promise<never> {
    throw new Error('Make it with a shelf, and keep texts in it.');
  }

  /** A change of the price or the stock leaves the words as they were, and their vectors. */
  async #withVectors(material: Material): Promise<StoredMaterial> {
    const held = this.#held.get(material.ref);
    const words = wordsOf(material);
    if (held && fingerprint(wordsOf(held.material)) === fingerprint(words)) {
      const vectors = held.ids.map((id) => this.index.get(id)).filter((vector) => vector !== undefined);
      if (vectors.length === words.length) return { material, vectors: vectors.map(encoded) };
    }
    const vectors = words.length === 0 ? [] : await this.embeddings.embedDocuments(words);
    return { material, vectors: vectors.map((vector) => encoded(quantize(vector))) };
  }

  #hold({ material, vectors }: StoredMaterial): void {
    const before = this.#held.get(material.ref);
    const passages = passagesOf(material);
    const ids = passages.map(({ id }) => id);
    for (const id of before?.ids ?? []) {
      if (ids.includes(id)) continue;
      this.#passages.delete(id);
      this.index.delete(id);
      this.#follower.remove(id);
    }
    const sameWords = before && fingerprint(wordsOf(before.material)) === fingerprint(wordsOf(material));
    for (const [at, passage] of passages.entries()) {
      this.#passages.set(passage.id, passage);
      this.#follower.put(passage);
      if (!sameWords) this.index.set(passage.id, decoded(vectors[at] ?? ''));
    }
    if (ids.length === 0) this.#held.delete(material.ref);
    else this.#held.set(material.ref, { material, ids });
  }
}

/** What the vectors are made of; the title counts twice. */
function wordsOf(material: Material): string[] {
  return passagesOf(material).map((passage) => {
    const { title, facets, text } = searchable(passage);
    return `${title}\n${title}\n${facets}\n${text}`;
  });
}
