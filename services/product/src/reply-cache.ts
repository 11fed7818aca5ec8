import type { RawReply } from '@credenza/service-kit';
import { LRUCache } from 'lru-cache';

interface Entry {
  reply: RawReply;
  storedAt: number;
  hits: number;
}

/** An answer that is asked for so often is hot, again and again. */
const hotEvery = 8;

/** Rendered answers, kept in this process. Many who ask for the same at once are served by one load. */
export class ReplyCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #loading = new Map<string, Promise<RawReply>>();
  readonly #maxAgeMs: () => number;
  readonly #onHot: (key: string, reply: RawReply) => void;

  /**
   * @param bytes how much to keep
   * @param maxAgeMs how old an answer may be at the time it is given
   * @param onHot told now and then that a kept answer is asked for often
   */
  constructor(bytes: number, maxAgeMs: () => number, onHot: (key: string, reply: RawReply) => void = () => undefined) {
    this.#onHot = onHot;
    this.#entries = new LRUCache({
      maxSize: bytes,
      sizeCalculation: ({ reply }, key) =>
        (Buffer.isBuffer(reply.content) ? reply.content.length : 0) + key.length + 500,
    });
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * @param key what is asked for
   * @returns the kept answer, if it is there and young enough
   */
  peek(key: string): RawReply | undefined {
    const entry = this.#entries.get(key);
    if (!entry || performance.now() - entry.storedAt > this.#maxAgeMs()) return undefined;
    entry.hits += 1;
    if (entry.hits % hotEvery === 0) this.#onHot(key, entry.reply);
    return entry.reply;
  }

  /**
   * @param key what is asked for
   * @param load renders it; what it throws is not kept
   * @returns the kept answer or a new one
   */
  async get(key: string, load: () => Promise<RawReply>): Promise<RawReply> {
    return this.peek(key) ?? (await (this.#loading.get(key) ?? this.#load(key, load)));
  }

  /**
   * Forgets an answer, also one that is being rendered: it may have read what was there before.
   *
   * @param key what has changed
   */
  drop(key: string): void {
    this.#entries.delete(key);
    this.#loading.delete(key);
  }

  /** Forgets all answers that are being rendered. */
  dropLoading(): void {
    this.#loading.clear();
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
    this.#loading.clear();
  }

  async #load(key: string, load: () => Promise<RawReply>): Promise<RawReply> {
    const storedAt = performance.now();
    const loading = load();
    this.#loading.set(key, loading);
    try {
      const reply = await loading;
      if (this.#loading.get(key) === loading) this.#entries.set(key, { reply, storedAt, hits: 0 });
      return reply;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }
}
