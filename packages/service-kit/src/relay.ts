import { type Envelope, EventId, type JournalPage, newId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Dapr } from './dapr.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { type Outboxed, type OutboxRelay, outboxLeaseMs } from './outbox.ts';
import { personalContracts } from './personal-events.ts';

/** A published event in the service's journal: the source of traces, replays and rebuilt read models. */
export interface JournalEntry {
  _id: string;
  type: string;
  subject: string;
  version: number;
  envelope: Envelope;
  publishedAt: Date;
}

const journalSchema = new Schema<JournalEntry>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    subject: { type: String, required: true, index: true },
    version: { type: Number, required: true },
    envelope: { type: Schema.Types.Mixed, required: true },
    publishedAt: { type: Date, required: true, index: { expireAfterSeconds: 30 * 24 * 3_600 } },
  },
  { collection: 'events', versionKey: false, minimize: false },
).index({ type: 1, publishedAt: 1 });

/** Which journal entries are meant; missing means any. */
export interface Selection {
  types?: string[];
  subject?: string;
  since?: Date;
  until?: Date;
}

interface Waiting {
  source: Model<Outboxed>;
  id: string;
  event: Envelope;
}

interface Published extends Waiting {
  publishedAt: Date;
}

const batchSize = 100;
/** A page of the journal ends after so many bytes: sidecars carry at most 4 MB. */
const pageBytes = 1_000_000;
const sweepMs = 3_000;
/** How many aggregates of a kind one sweep takes over. */
const sweepSize = 500;
/** What was published is noted down together with what follows within so many ms. A crash before that publishes it once more. */
const settleMs = 200;

/**
 * Publishes what the outboxes hold. The process that wrote an event publishes it at once, in bulk with whatever else has
 * gathered meanwhile; a sweep publishes what a crash left behind. An event may go out twice, never not at all.
 */
export class Relay implements OutboxRelay {
  readonly journal: Model<JournalEntry>;
  readonly #sources = new Set<Model<Outboxed>>();
  readonly #waiting: Waiting[] = [];
  readonly #parts: { dapr: Dapr; log: Log; metrics: Metrics };
  readonly #published: Published[] = [];
  #flushing: Promise<void> | undefined;
  #settling: Promise<void> | undefined;
  /** Ends the wait for more to note down. */
  #settleNow: (() => void) | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  /**
   * @param db the service's database, which holds the journal
   * @param parts the sidecar, the log and the metrics
   */
  constructor(db: Connection, parts: { dapr: Dapr; log: Log; metrics: Metrics }) {
    this.journal = db.model<JournalEntry>('KitEvent', journalSchema);
    this.#parts = parts;
  }

  /**
   * Lets the sweep look into a collection for events that a crash left behind.
   *
   * @param source an aggregate's model
   */
  watch(source: Model<Outboxed>): void {
    this.#sources.add(source);
  }

  /**
   * Publishes events that have just been written, without making their writer wait.
   *
   * @param source the aggregate's model
   * @param id the aggregate's id
   * @param events the events of that write
   */
  wake(source: Model<Outboxed>, id: string, events: Envelope[]): void {
    for (const event of events) this.#waiting.push({ source, id, event });
    this.#parts.metrics.unpublished.set(this.#waiting.length);
    this.#flushing ??= this.#flush();
  }

  /** Starts to look for events that a crash or an outage left behind, now and every few seconds. */
  start(): void {
    const sweep = () => {
      this.#sweeping ??= this.sweep()
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'the outbox sweep failed and will run again'))
        .finally(() => {
          this.#sweeping = undefined;
        });
    };
    this.#sweeper = setInterval(sweep, sweepMs);
    sweep();
  }

  /** Stops sweeping and waits until what was handed over is published, or the broker turns out not to take any. */
  async stop(): Promise<void> {
    clearInterval(this.#sweeper);
    await this.#sweeping;
    await this.#flushing;
    this.#settleNow?.();
    await this.#settling;
  }

  /**
   * Takes over events whose lease has run out, some of each kind of aggregate, and hands them over to be published; not
   * while more wait than go out at once: in an outage what waits would only grow.
   */
  async sweep(): Promise<void> {
    if (this.#waiting.length > batchSize) return;
    for (const source of this.#sources) {
      const now = new Date();
      const left = await source
        .find({ outboxLease: { $lt: now } })
        .select('outbox outboxLease')
        .limit(sweepSize)
        .lean();
      for (const { _id, outbox, outboxLease } of left) {
        const claim = { $set: { outboxLease: new Date(Date.now() + outboxLeaseMs) } };
        const { modifiedCount } = await source.collection.updateOne({ _id: _id as never, outboxLease }, claim);
        if (modifiedCount === 1) this.wake(source, _id, outbox);
      }
    }
  }

  /**
   * @param userId a person
   * @returns whether an event about them has not come into the journal yet
   */
  async holds(userId: string): Promise<boolean> {
    const about = personalContracts().map(({ type, personal }) => ({ type, [`data.${personal.of}`]: userId }));
    for (const source of this.#sources) {
      const found = await source.exists({ outboxLease: { $exists: true }, outbox: { $elemMatch: { $or: about } } });
      if (found) return true;
    }
    return false;
  }

  /**
   * Publishes journal entries again, for consumers that have lost theirs; handling an event twice changes nothing.
   *
   * @param selection which types, of which subject, published since when; missing means any
   * @returns how many were published, and how many the broker is not known to have taken
   */
  async republish(selection: Selection): Promise<{ published: number; failed: number }> {
    const query = {
      ...(selection.types && { type: { $in: selection.types } }),
      ...(selection.subject && { subject: selection.subject }),
      ...((selection.since || selection.until) && {
        publishedAt: {
          ...(selection.since && { $gte: selection.since }),
          ...(selection.until && { $lt: selection.until }),
        },
      }),
    };
    let published = 0;
    let failed = 0;
    let batch: Envelope[] = [];
    const send = async () => {
      const refused = (await this.#parts.dapr.publish(batch)).size;
      published += batch.length - refused;
      failed += refused;
      batch = [];
    };
    for await (const entry of this.journal.find(query).sort({ publishedAt: 1 }).lean()) {
      batch.push(entry.envelope);
      if (batch.length === batchSize) await send();
    }
    if (batch.length > 0) await send();
    return { published, failed };
  }

  /**
   * Reads the journal in the order in which its events happened.
   *
   * @param query which types and subject (missing means any), from which event on, and how many at most
   * @returns a page; it holds fewer events when they are large
   */
  async read(query: {
    types?: string[] | undefined;
    subject?: string | undefined;
    from?: string | undefined;
    limit: number;
  }): Promise<JournalPage> {
    const now = newId(EventId);
    // Asked before the journal: what leaves an outbox meanwhile is in what is read.
    const unpublished = await this.#oldestUnpublished();
    const oldest = await this.journal.findOne().sort({ publishedAt: 1 }).select('publishedAt').lean();
    const filter = {
      ...(query.types && { type: { $in: query.types } }),
      ...(query.subject && { subject: query.subject }),
      ...(query.from && { _id: { $gte: query.from } }),
    };
    const events: Envelope[] = [];
    let bytes = 0;
    let next: EventId | undefined;
    for await (const { envelope } of this.journal
      .find(filter)
      .sort({ _id: 1 })
      // By themselves the types would be looked up first and then sorted in memory, for each page anew.
      .hint(query.subject === undefined ? { _id: 1 } : { subject: 1 })
      .limit(query.limit + 1)
      .lean()) {
      if (events.length === query.limit || bytes > pageBytes) {
        next = envelope.id;
        break;
      }
      events.push(envelope);
      bytes += JSON.stringify(envelope).length;
    }
    return {
      events,
      ...(next && { next }),
      ...(oldest && { since: oldest.publishedAt.toISOString() }),
      upTo: unpublished !== undefined && unpublished < now ? unpublished : now,
      now,
    };
  }

  async #oldestUnpublished(): Promise<EventId | undefined> {
    const ids = await Promise.all(
      [...this.#sources].map(async (source) => {
        const [found] = await source.aggregate<{ first: EventId }>([
          { $match: { outboxLease: { $exists: true } } },
          { $unwind: '$outbox' },
          { $group: { _id: null, first: { $min: '$outbox.id' } } },
        ]);
        return found?.first;
      }),
    );
    return ids.filter((id) => id !== undefined).sort()[0];
  }

  async #flush(): Promise<void> {
    try {
      // One turn of the loop lets the writes that were acknowledged together go out together.
      await new Promise(setImmediate);
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, batchSize);
        this.#parts.metrics.unpublished.set(this.#waiting.length);
        if (!(await this.#publish(batch))) this.#leaveToTheSweep();
      }
    } finally {
      this.#flushing = undefined; // in the same step as the last look at what waits, or a wake in between would be missed
    }
  }

  /** What waits is in its outbox too, and a broker that takes nothing would keep each of it waiting for a timeout of its own. */
  #leaveToTheSweep(): void {
    this.#waiting.length = 0;
    this.#parts.metrics.unpublished.set(0);
  }

  /** @returns whether any of them went out and need not be published again */
  async #publish(batch: Waiting[]): Promise<boolean> {
    const { dapr, log, metrics } = this.#parts;
    const began = performance.now();
    const failed = await dapr.publish(batch.map(({ event }) => event));
    const ms = Math.round(performance.now() - began);
    const done = batch.filter(({ event }) => !failed.has(event.id));
    for (const { event } of batch) {
      const outcome = failed.has(event.id) ? 'failed' : 'published';
      metrics.published.inc({ type: event.type, outcome });
      const line = {
        kind: 'event',
        direction: 'out',
        event: event.type,
        subject: event.subject,
        eventId: event.id,
        ms,
        outcome,
        correlationId: event.correlationid,
      };
      if (outcome === 'failed') log.warn(line, `could not publish ${event.type}; it stays in the outbox`);
      else log.info(line, `published ${event.type}`);
    }
    const publishedAt = new Date();
    this.#published.push(...done.map((one) => ({ ...one, publishedAt })));
    if (done.length > 0) this.#settling ??= this.#settleSoon();
    return done.length > 0;
  }

  async #settleSoon(): Promise<void> {
    try {
      while (this.#published.length > 0) {
        await new Promise<void>((resolve) => {
          this.#settleNow = resolve;
          setTimeout(resolve, settleMs);
        });
        await this.#settle(this.#published.splice(0));
      }
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'what was published stays in the outbox and will be published again');
    } finally {
      this.#settling = undefined;
    }
  }

  async #settle(done: Published[]): Promise<void> {
    const entries = done.map(({ event, publishedAt }) => ({
      updateOne: {
        filter: { _id: event.id },
        update: {
          $setOnInsert: {
            type: event.type,
            subject: event.subject,
            version: event.aggregateversion,
            envelope: event,
            publishedAt,
          },
        },
        upsert: true,
      },
    }));
    await this.journal.bulkWrite(entries, { ordered: false });
    // Only after the journal has them do they leave the aggregates: a crash between the two publishes once more.
    for (const [source, group] of Map.groupBy(done, (waiting) => waiting.source)) {
      const perAggregate = Map.groupBy(group, ({ id }) => id);
      const clearing = [...perAggregate].map(([id, items]) => {
        const ids = items.map(({ event }) => event.id);
        const rest = { $filter: { input: '$outbox', cond: { $not: [{ $in: ['$$this.id', ids] }] } } };
        return {
          updateOne: {
            filter: { _id: id as never },
            update: [
              { $set: { outbox: rest } },
              { $set: { outboxLease: { $cond: [{ $eq: ['$outbox', []] }, '$$REMOVE', '$outboxLease'] } } },
            ],
          },
        };
      });
      await source.collection.bulkWrite(clearing, { ordered: false });
    }
  }
}
