import type { Log } from '@credenza/service-kit';
import type { Connection, mongo } from 'mongoose';

/** Who wants to know what has changed, in whichever replica. */
export interface Listener {
  product(productId: string): void;
  variant(variantId: string): void;
  /** Something may have been missed. */
  gap(): void;
}

/** With nothing new, the server says so this often, in ms. */
const heartbeatMs = 1_000;
/** Without any sign for longer, the feed may be behind, in ms. */
const silenceMs = 3_000;
const retryMs = 500;

/** Only what a reader can see: `version` counts the changes of a product, `available` is what the counters show. */
const visible: mongo.Document[] = [
  {
    $match: {
      'ns.coll': { $in: ['products', 'stock'] },
      $or: [
        { operationType: { $ne: 'update' } },
        { 'updateDescription.updatedFields.version': { $exists: true } },
        { 'updateDescription.updatedFields.available': { $exists: true } },
      ],
    },
  },
  { $project: { operationType: 1, ns: 1, documentKey: 1 } },
];

/** Follows the changes of products and stock through a MongoDB change stream. */
export class ChangeFeed {
  readonly #db: Connection;
  readonly #listener: Listener;
  readonly #log: Log;
  #stream: mongo.ChangeStream | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #running: Promise<void> | undefined;

  /**
   * @param db the service's database
   * @param listener who is told
   * @param log told when the stream breaks and when it is back
   */
  constructor(db: Connection, listener: Listener, log: Log) {
    this.#db = db;
    this.#listener = listener;
    this.#log = log;
  }

  /** @returns whether everything that has changed is known here, but for what happened a moment ago */
  upToDate(): boolean {
    return performance.now() - this.#heardAt < silenceMs;
  }

  /** Starts to follow; goes on until `stop`. */
  start(): void {
    this.#running = this.#run();
  }

  /** Stops following. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#stream?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#follow();
      } catch (error) {
        if (this.#stopped) return;
        this.#heardAt = Number.NEGATIVE_INFINITY;
        this.#log.warn({ err: error }, 'the change stream broke; caches live shortly until it is back');
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async #follow(): Promise<void> {
    const database = this.#db.getClient().db(this.#db.name);
    const stream = database.watch(visible, { maxAwaitTimeMS: heartbeatMs, readPreference: 'primary' });
    this.#stream = stream;
    stream.on('resumeTokenChanged', () => {
      this.#heardAt = performance.now();
    });
    try {
      // The first look opens the stream: from there on nothing is missed, so everything older has to go.
      const first = await stream.tryNext();
      this.#listener.gap();
      if (first) this.#tell(first);
      while (!this.#stopped) this.#tell(await stream.next());
    } finally {
      await stream.close();
    }
  }

  #tell(change: mongo.ChangeStreamDocument): void {
    this.#heardAt = performance.now();
    const id = 'documentKey' in change ? String(change.documentKey._id) : undefined;
    const collection = 'ns' in change && 'coll' in change.ns ? change.ns.coll : undefined;
    if (id === undefined) this.#listener.gap();
    else if (collection === 'products') this.#listener.product(id);
    else this.#listener.variant(id);
  }
}
