import type { Index } from 'usearch';

/** A vector that is near another one. */
export interface Near {
  id: string;
  /** The cosine of the angle between them, at most 1. */
  similarity: number;
}

/** Up to so many vectors every one of them is compared: that takes less than a millisecond or two, and finds them all. */
export const exactLimit = 5_000;

/**
 * Vectors in memory, a byte a dimension. Few are compared one by one; many are found through a graph (HNSW: Malkov and Yashunin,
 * "Efficient and robust approximate nearest neighbor search", 2018).
 */
export class VectorIndex {
  readonly #exactLimit: number;
  readonly #vectors = new Map<string, Int8Array>();
  readonly #keys = new Map<string, bigint>();
  readonly #ids = new Map<bigint, string>();
  #nextKey = 0n;
  #graph: Index | undefined;
  #building: Promise<void> | undefined;

  /** @param limit the number of vectors above which the graph is used */
  constructor(limit = exactLimit) {
    this.#exactLimit = limit;
  }

  /** How many vectors there are. */
  get size(): number {
    return this.#vectors.size;
  }

  /** Whether searches go through the graph by now. */
  get approximate(): boolean {
    return this.#graph !== undefined && this.#building === undefined;
  }

  /**
   * @param id whose vector
   * @param vector from `quantize`; replaces the one there is
   */
  set(id: string, vector: Int8Array): void {
    this.delete(id);
    this.#vectors.set(id, vector);
    if (this.#graph) this.#addToGraph(id, vector);
    else if (this.#vectors.size > this.#exactLimit) this.#building ??= this.#build();
  }

  /** @param id whose vector goes */
  delete(id: string): void {
    this.#vectors.delete(id);
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#graph?.remove(key);
    this.#keys.delete(id);
    this.#ids.delete(key);
  }

  /**
   * @param id whose vector
   * @returns the vector
   */
  get(id: string): Int8Array | undefined {
    return this.#vectors.get(id);
  }

  /** Waits until a graph that is being built is there. */
  async built(): Promise<void> {
    await this.#building;
  }

  /**
   * @param query a vector from `quantize`
   * @param limit how many
   * @param allowed which ones may be found
   * @returns the nearest, the nearest first; through the graph a few may be missing
   */
  search(query: Int8Array, limit: number, allowed: (id: string) => boolean = () => true): Near[] {
    if (!this.#graph || this.#building) return this.searchExactly(query, limit, allowed);
    // A filter that lets few through needs many to choose from.
    for (let asked = limit * 4; asked <= 4_096 && asked < this.size; asked *= 4) {
      const found = this.#fromGraph(query, asked).filter(({ id }) => allowed(id));
      if (found.length >= limit) return found.slice(0, limit);
    }
    return this.searchExactly(query, limit, allowed);
  }

  /**
   * The same by comparing with every vector.
   *
   * @param query a vector from `quantize`
   * @param limit how many
   * @param allowed which ones may be found
   * @returns the nearest, the nearest first
   */
  searchExactly(query: Int8Array, limit: number, allowed: (id: string) => boolean = () => true): Near[] {
    const length = lengthOf(query);
    const found: Near[] = [];
    let worst = Number.NEGATIVE_INFINITY;
    for (const [id, vector] of this.#vectors) {
      const similarity = dot(query, vector) / (length * lengthOf(vector) || 1);
      if (similarity <= worst || !allowed(id)) continue;
      found.push({ id, similarity });
      if (found.length >= limit * 4) worst = trim(found, limit);
    }
    trim(found, limit);
    return found;
  }

  #fromGraph(query: Int8Array, limit: number): Near[] {
    if (!this.#graph) return [];
    const { keys } = this.#graph.search(query, Math.min(limit, this.#graph.size()), 1);
    // The graph rounds: which of those it names is nearer, the vectors say.
    const found = [...keys].flatMap((key) => {
      const id = this.#ids.get(key);
      const vector = id === undefined ? undefined : this.#vectors.get(id);
      return id === undefined || vector === undefined ? [] : [{ id, similarity: similarityOf(query, vector) }];
    });
    return found.sort((one, other) => other.similarity - one.similarity);
  }

  #addToGraph(id: string, vector: Int8Array): void {
    const key = this.#nextKey;
    this.#nextKey += 1n;
    this.#keys.set(id, key);
    this.#ids.set(key, id);
    this.#graph?.add(key, vector, 1);
  }

  /** In small portions, so that whoever asks meanwhile is answered. */
  async #build(): Promise<void> {
    const { Index, MetricKind, ScalarKind } = await import('usearch');
    const dimensions = this.#vectors.values().next().value?.length ?? 0;
    const graph = new Index({
      dimensions,
      metric: MetricKind.Cos,
      quantization: ScalarKind.I8,
      connectivity: 16,
      expansion_add: 128,
      expansion_search: 128,
      multi: false,
    });
    const ids = [...this.#vectors.keys()];
    this.#graph = graph;
    for (const [at, id] of ids.entries()) {
      const vector = this.#vectors.get(id);
      if (vector && !this.#keys.has(id)) this.#addToGraph(id, vector);
      if (at % 50 === 49) await new Promise((done) => setImmediate(done));
    }
    this.#building = undefined;
  }
}

/**
 * Makes a vector of a byte a dimension; its direction stays, to about a hundredth.
 *
 * @param vector any numbers
 * @returns them, so that the largest is 127
 */
export function quantize(vector: readonly number[]): Int8Array {
  const largest = vector.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
  return Int8Array.from(vector, (one) => Math.round((one / largest) * 127));
}

/**
 * @param one a vector
 * @param other another of as many dimensions
 * @returns the cosine of the angle between them; 0 when one of them is nothing
 */
export function similarityOf(one: Int8Array, other: Int8Array): number {
  return dot(one, other) / (lengthOf(one) * lengthOf(other) || 1);
}

function dot(one: Int8Array, other: Int8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

const lengths = new WeakMap<Int8Array, number>();

function lengthOf(vector: Int8Array): number {
  const known = lengths.get(vector);
  if (known !== undefined) return known;
  const length = Math.sqrt(dot(vector, vector));
  lengths.set(vector, length);
  return length;
}

function trim(found: Near[], limit: number): number {
  found.sort((a, b) => b.similarity - a.similarity);
  if (found.length > limit) found.length = limit;
  return found.length < limit ? Number.NEGATIVE_INFINITY : (found.at(-1)?.similarity ?? 0);
}
