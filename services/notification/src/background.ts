import type { Log } from '@credenza/service-kit';

/** What a kind of work in the background consists of. */
export interface Work<Item> {
  /** What it is called in the log. */
  name: string;
  /** How many things are done at once. */
  lanes: number;
  /** Takes one thing that is due, for this process alone; undefined when nothing is. */
  take(): Promise<Item | undefined>;
  /** Does it. */
  run(item: Item): Promise<void>;
  log: Log;
}

const pollMs = 500;

/** Does what is due, again and again; several replicas share the work through the leases of what they take. */
export class Background<Item> {
  readonly #work: Work<Item>;
  readonly #lanes = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #again = false;
  #stopping = false;

  /** @param work what to do */
  constructor(work: Work<Item>) {
    this.#work = work;
  }

  /** Starts to look for what is due. */
  start(): void {
    this.#timer = setInterval(() => this.wake(), pollMs);
    this.wake();
  }

  /** Makes it look now. Something slow keeps one lane from looking, not the others. */
  wake(): void {
    this.#again = true;
    if (this.#stopping || this.#lanes.size >= this.#work.lanes) return;
    const lane = this.#lane()
      .catch((error: unknown) => this.#work.log.warn({ err: error }, `${this.#work.name} stumbled and will go on`))
      .finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** Stops after what is being done. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await Promise.all(this.#lanes);
  }

  async #lane(): Promise<void> {
    while (!this.#stopping) {
      this.#again = false;
      const item = await this.#work.take();
      if (item !== undefined) {
        this.wake(); // where one is due there may be more
        await this.#work.run(item);
      } else if (!this.#again) return;
    }
  }
}
