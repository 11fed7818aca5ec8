import { Envelope } from '@credenza/contracts';
import { LRUCache } from 'lru-cache';
import { type Connection, type Model, Schema } from 'mongoose';
import { ZodError } from 'zod';
import { backoffMs, type Consumer } from './consumer.ts';
import { NotFound, Reject } from './errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { isDuplicateKey } from './mongo.ts';
import { inScope, scopeFrom } from './scope.ts';

/** An event that a handler has not managed yet; `dead` ones wait for a person. */
export interface Delivery {
  _id: string;
  type: string;
  subject: string;
  event: unknown;
  status: 'retrying' | 'dead';
  /** Runs that have begun, the first one included. */
  attempts: number;
  error: string;
  firstFailedAt: Date;
  lastFailedAt: Date;
  /** When it runs next, or until when a worker has it. */
  nextAt?: Date | undefined;
}

const deliverySchema = new Schema<Delivery>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    subject: { type: String, required: true },
    event: { type: Schema.Types.Mixed, required: true },
    status: { type: String, required: true },
    attempts: { type: Number, required: true },
    error: { type: String, required: true },
    firstFailedAt: { type: Date, required: true },
    lastFailedAt: { type: Date, required: true },
    nextAt: Date,
  },
  { collection: 'deliveries', versionKey: false, minimize: false },
).index({ status: 1, nextAt: 1 });

/** What the sidecar is told: done with it, or bring it again. */
export type Answer = 'SUCCESS' | 'RETRY';

const pollMs = 250;
const handlerLeaseMs = 60_000;
/** Failed deliveries that one process runs again at the same time. */
const retriesAtOnce = 8;
/** How old the number of dead letters may become that another process has changed. */
const countEveryMs = 30_000;

/** Takes in events, keeps those whose handler fails, runs them again and keeps the dead letters. */
export class Inbox<Context> {
  readonly deliveries: Model<Delivery>;
  readonly #consumers: Map<string, Consumer<Context>>;
  readonly #context: Context;
  readonly #log: Log;
  readonly #metrics: Metrics;
  /** Duplicates usually come close together; the handlers' own guards catch those that this forgets. */
  readonly #handled = new LRUCache<string, true>({ max: 20_000 });
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #countAt = 0;
  #stopping = false;

  /**
   * @param db the service's database, which holds the deliveries
   * @param consumers the service's consumers
   * @param parts the context that handlers get, the log and the metrics
   */
  constructor(db: Connection, consumers: Consumer<Context>[], parts: { context: Context; log: Log; metrics: Metrics }) {
    this.deliveries = db.model<Delivery>('KitDelivery', deliverySchema);
    this.#consumers = new Map(consumers.map((one) => [one.contract.type, one]));
    this.#context = parts.context;
    this.#log = parts.log;
    this.#metrics = parts.metrics;
  }

  /**
   * Handles one delivery of the sidecar.
   *
   * @param type the topic it came on
   * @param body what came
   * @returns SUCCESS when it was handled or is safely stored; RETRY when not even that was possible
   */
  async receive(type: string, body: unknown): Promise<Answer> {
    const consumer = this.#consumers.get(type);
    if (!consumer) return 'RETRY'; // a newer replica knows it; nothing may be dropped
    const parsed = Envelope.safeParse(body);
    if (!parsed.success)
      return await this.#store(type, body, undefined, new Reject(`not a valid event: ${parsed.error.message}`));
    const event = parsed.data;
    if (this.#handled.has(event.id)) return 'SUCCESS';
    const error = await this.#run(consumer, event);
    if (error === undefined) return 'SUCCESS';
    return await this.#store(type, event, event, error);
  }

  /** Starts the worker that runs failed handlers again. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#working ??= this.runDue()
        .catch((error: unknown) => this.#log.warn({ err: error }, 'the retry worker stumbled and will go on'))
        .finally(() => {
          this.#working = undefined;
        });
    }, pollMs);
  }

  /** Stops the worker after the handlers it is in; what is due then waits for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  /** Runs every failed delivery whose time has come, a few at once. Several processes may do so at once. */
  async runDue(): Promise<void> {
    const first = await this.#takeDue();
    if (first) {
      // One handler that waits for something slow must not keep the others from their next try.
      const others = Array.from({ length: retriesAtOnce - 1 }, async () => this.#runFrom(await this.#takeDue()));
      await Promise.all([this.#runFrom(first), ...others]);
    }
    await this.#countDead();
  }

  /**
   * Looks at a dead letter.
   *
   * @param id the delivery's id
   * @returns the delivery
   * @throws NotFound when there is no such dead letter
   */
  async dead(id: string): Promise<Delivery> {
    const found = await this.deliveries.findOne({ _id: id, status: 'dead' }).lean<Delivery>();
    if (!found) throw new NotFound('dead letter');
    return found;
  }

  /**
   * Lets a dead letter run again, with all its attempts anew.
   *
   * @param id the delivery's id
   * @throws NotFound when there is no such dead letter
   */
  async replay(id: string): Promise<void> {
    const revived = { $set: { status: 'retrying', attempts: 0, nextAt: new Date() } };
    const { matchedCount } = await this.deliveries.updateOne({ _id: id, status: 'dead' }, revived);
    if (matchedCount === 0) throw new NotFound('dead letter');
    this.#countAt = 0;
  }

  /**
   * Gives a dead letter up.
   *
   * @param id the delivery's id
   * @throws NotFound when there is no such dead letter
   */
  async discard(id: string): Promise<void> {
    const { deletedCount } = await this.deliveries.deleteOne({ _id: id, status: 'dead' });
    if (deletedCount === 0) throw new NotFound('dead letter');
    this.#countAt = 0;
  }

  async #countDead(): Promise<void> {
    if (Date.now() < this.#countAt) return;
    this.#countAt = Date.now() + countEveryMs;
    this.#metrics.deadLetters.set(await this.deliveries.countDocuments({ status: 'dead' }));
  }

  async #runFrom(first: Delivery | undefined): Promise<void> {
    for (let due = first; due; due = await this.#takeDue()) await this.#again(due);
  }

  async #takeDue(): Promise<Delivery | undefined> {
    if (this.#stopping) return undefined;
    const now = new Date();
    const due = await this.deliveries
      .findOneAndUpdate(
        { status: 'retrying', nextAt: { $lte: now } },
        // Counted before the run: an event that kills its process must come to an end, too.
        { $set: { nextAt: new Date(now.getTime() + handlerLeaseMs) }, $inc: { attempts: 1 } },
        { sort: { nextAt: 1 }, returnDocument: 'after' },
      )
      .lean<Delivery>();
    return due ?? undefined;
  }

  async #again(due: Delivery): Promise<void> {
    const consumer = this.#consumers.get(due.type);
    const parsed = Envelope.safeParse(due.event);
    const error = !consumer
      ? new Reject('this service has no consumer for it any more')
      : !parsed.success
        ? new Reject('not a valid event')
        : due.attempts > consumer.retry.attempts
          ? new Reject('its last run has never come to an end')
          : await this.#run(consumer, parsed.data);
    if (error === undefined) {
      await this.deliveries.deleteOne({ _id: due._id });
      return;
    }
    // A run that was slower than its lease has no say any more: another one has begun since.
    const { _id, attempts, nextAt } = due;
    const verdict = this.#verdict(due.type, attempts, error);
    await this.deliveries.updateOne({ _id, status: 'retrying', attempts, nextAt }, { $set: verdict });
    if (verdict.status === 'dead') this.#countAt = 0;
  }

  async #run(consumer: Consumer<Context>, event: Envelope): Promise<unknown> {
    const { type, subject, id } = event;
    const scope = scopeFrom({ correlationId: event.correlationid, traceparent: event.traceparent });
    return await inScope(scope, async () => {
      const began = performance.now();
      const line = () => ({
        kind: 'event',
        direction: 'in',
        event: type,
        subject,
        eventId: id,
        ms: Math.round(performance.now() - began),
      });
      try {
        await consumer.handle(event, this.#context);
        this.#handled.set(id, true);
        this.#metrics.handled.observe({ type, outcome: 'handled' }, (performance.now() - began) / 1_000);
        this.#log.info({ ...line(), outcome: 'handled' }, `handled ${type}`);
        return undefined;
      } catch (error) {
        this.#metrics.handled.observe({ type, outcome: 'failed' }, (performance.now() - began) / 1_000);
        this.#log.warn({ ...line(), outcome: 'failed', err: error }, `could not handle ${type}`);
        return error;
      }
    });
  }

  async #store(type: string, body: unknown, event: Envelope | undefined, error: unknown): Promise<Answer> {
    const now = new Date();
    const id = event?.id ?? `invalid-${now.getTime()}-${Math.random().toString(36).slice(2)}`;
    const entry: Delivery = {
      _id: id,
      type,
      subject: event?.subject ?? '',
      event: body ?? null,
      attempts: 1,
      firstFailedAt: now,
      ...this.#verdict(type, 1, error),
    };
    try {
      await this.deliveries.insertMany([entry], { lean: true });
    } catch (failure) {
      if (!isDuplicateKey(failure)) {
        this.#log.error(
          { err: failure, event: type, eventId: id },
          'a failed event could not be stored; the sidecar brings it again',
        );
        return 'RETRY';
      }
    }
    if (entry.status === 'dead') this.#countAt = 0;
    this.#handled.set(id, true);
    return 'SUCCESS';
  }

  #verdict(
    type: string,
    attempts: number,
    error: unknown,
  ): Pick<Delivery, 'status' | 'error' | 'lastFailedAt' | 'nextAt'> {
    const now = new Date();
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const policy = this.#consumers.get(type)?.retry;
    const hopeless = error instanceof Reject || error instanceof ZodError;
    if (!policy || hopeless || attempts >= policy.attempts) {
      this.#log.error({ event: type, attempts, reason: text }, `${type} became a dead letter`);
      return { status: 'dead', error: text, lastFailedAt: now, nextAt: undefined };
    }
    const nextAt = new Date(now.getTime() + backoffMs(policy, attempts, Math.random()));
    return { status: 'retrying', error: text, lastFailedAt: now, nextAt };
  }
}
