import type { UserId } from '@credenza/contracts';
import type { Log } from '@credenza/service-kit';
import { type ViewBatch, type Views, viewBatches } from './views.store.ts';

/** How long views gather before they are told, in ms; a process that is killed loses so many at most. */
const flushMs = 5_000;

/** What a counter needs. */
export interface ViewParts {
  views: Pick<Views, 'write'>;
  /** Whose products these are. */
  sellersOf(productIds: string[]): Promise<Map<string, UserId>>;
  log: Log;
  now: () => Date;
}

interface Counted {
  counts: Map<string, number>;
  since: Date;
}

/**
 * Counts who looks at product pages: in memory, so that a page costs no more for it, and told every few seconds. What was
 * counted is told once, however often its write has to be tried.
 */
export class ViewCounter {
  readonly #parts: ViewParts;
  #counting: Counted;
  /** Counted to the end, but not made into batches yet. */
  #counted: (Counted & { until: Date }) | undefined;
  /** Not known to be written. */
  #batches: ViewBatch[] = [];
  #turn: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param parts where views are told, whose products there are, the log and the clock */
  constructor(parts: ViewParts) {
    this.#parts = parts;
    this.#counting = { counts: new Map(), since: parts.now() };
  }

  /** @param productId a product whose page somebody looks at */
  count(productId: string): void {
    const { counts } = this.#counting;
    counts.set(productId, (counts.get(productId) ?? 0) + 1);
  }

  /** Starts to tell, every few seconds. */
  start(): void {
    this.#timer = setTimeout(() => {
      void this.#flushQuietly().then(() => this.#stopped || this.start());
    }, flushMs);
  }

  /** Tells what is counted, and ends. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#flushQuietly();
  }

  /**
   * Tells what is counted by now.
   *
   * @throws whatever the database throws; the next call goes on with what is left
   */
  async flush(): Promise<void> {
    const tell = () => this.#tell();
    this.#turn = this.#turn.then(tell, tell);
    await this.#turn;
  }

  async #flushQuietly(): Promise<void> {
    await this.flush().catch((error: unknown) => this.#parts.log.warn({ err: error }, 'views will be told later'));
  }

  async #tell(): Promise<void> {
    if (this.#batches.length === 0) this.#batches = await this.#gather();
    for (let batch = this.#batches[0]; batch; batch = this.#batches[0]) {
      await this.#parts.views.write(batch);
      this.#batches.shift();
    }
  }

  /** While the database is away, views go on being counted, and wait as one. */
  async #gather(): Promise<ViewBatch[]> {
    if (!this.#counted) {
      if (this.#counting.counts.size === 0) return [];
      const until = this.#parts.now();
      this.#counted = { ...this.#counting, until };
      this.#counting = { counts: new Map(), since: until };
    }
    const { counts, since, until } = this.#counted;
    const sellers = await this.#parts.sellersOf([...counts.keys()]);
    this.#counted = undefined;
    const told = [...counts].flatMap(([productId, views]) => {
      const sellerId = sellers.get(productId);
      return sellerId ? [{ productId, sellerId, views }] : [];
    });
    return viewBatches(told, { since, until });
  }
}
