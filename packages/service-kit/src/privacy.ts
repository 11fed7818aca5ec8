import { randomUUID } from 'node:crypto';
import {
  answeringServices,
  type EventContract,
  privacyRequested,
  readExport,
  readObstacles,
  type ServiceName,
  type UserId,
} from '@credenza/contracts';
import type { Connection } from 'mongoose';
import type { z } from 'zod';
import type { Aggregates } from './aggregates.ts';
import { type Consumer, consumer } from './consumer.ts';
import { NotFound } from './errors.ts';
import { ExportParts } from './export-parts.ts';
import { forgetKept, type KeptByKit } from './forget.ts';
import type { Log } from './log.ts';
import type { NoPersonalData, PersonalData, PersonalRecord } from './personal.ts';
import { redacted } from './personal-events.ts';
import {
  askedAgain,
  erased,
  exported,
  type PrivacyTask,
  privacyTaskModel,
  type StoredTask,
  waiting,
} from './privacy-task.ts';
import type { Relay } from './relay.ts';
import { internalRoute, type Route } from './route.ts';
import type { Deps } from './service.ts';

const pollMs = 2_000;
/** Nobody else begins a task that somebody has begun within this time, in ms. */
const leaseMs = 60_000;
const afterFailureMs = 5_000;

/** What privacy needs of the kit and of the service. */
export interface PrivacyParts<Context> {
  service: ServiceName;
  db: Connection;
  personal: PersonalData<Context> | NoPersonalData;
  aggregates: Deps<unknown>['aggregates'];
  relay: Relay;
  log: Log;
  now(): Date;
}

/**
 * Does a service's part of exports and erasures: it keeps what it was asked, works on that until it is done whatever dies meanwhile,
 * answers, and sees to it that what comes late does not bring erased data back.
 */
export class Privacy<Context> {
  readonly #parts: PrivacyParts<Context>;
  readonly #tasks: Aggregates<PrivacyTask>;
  readonly #exports: ExportParts;
  #work: { context: Context; kept: KeptByKit } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  /** @param parts what it needs */
  constructor(parts: PrivacyParts<Context>) {
    this.#parts = parts;
    this.#tasks = parts.aggregates<PrivacyTask>(privacyTaskModel(parts.db), 'privacy request');
    this.#exports = new ExportParts(parts.db);
  }

  /**
   * @param own the service's own consumers
   * @returns them, so that they get nothing about an erased person, and the one that takes requests in
   */
  consumers(own: Consumer<Context>[]): Consumer<Context>[] {
    const takesIn = consumer(privacyRequested, async ({ data }) => await this.#takeIn(data));
    return [...own.map((one) => this.#guarded(one)), takesIn];
  }

  /** @returns what other services may ask */
  routes(): Route<Context>[] {
    const { service, personal } = this.#parts;
    return [
      internalRoute(readExport(service), async ({ requestId, after }) => {
        const task = await this.#tasks.find(requestId);
        if (!task?.run) throw new NotFound('export');
        const part = await this.#exports.next(task.run, after);
        return part ? { part: { name: part.name, text: part.text }, next: part.id } : {};
      }),
      internalRoute(readObstacles(service), async (subject, ctx: Context) => ({
        reasons: ('erase' in personal && (await personal.obstacles?.(subject, ctx))) || [],
      })),
    ];
  }

  /**
   * @param userIds some people
   * @returns those among them that are erased
   */
  async erasedAmong(userIds: UserId[]): Promise<Set<UserId>> {
    const gone = { userId: { $in: userIds }, erasedAt: { $exists: true } };
    const found = await this.#tasks.model.find(gone).select('userId').lean<{ userId: UserId }[]>();
    return new Set(found.map(({ userId }) => userId));
  }

  /**
   * Begins to work on what it is asked, and on what a crash has left.
   *
   * @param context the service's context
   * @param kept the kit's stores
   */
  start(context: Context, kept: KeptByKit): void {
    this.#work = { context, kept };
    this.#timer = setInterval(() => this.#poke(), pollMs);
    this.#poke();
  }

  /** Stops after the task under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#work = undefined;
    await this.#working;
  }

  async #takeIn(asked: z.output<typeof privacyRequested.schema>): Promise<void> {
    const { requestId, kind, userId, sellerId } = asked;
    const [now, keepUntil] = [this.#parts.now(), new Date(asked.keepUntil)];
    const task = { kind, userId, sellerId, keepUntil, dueAt: now, wanted: 0 };
    const fresh = await this.#tasks.create(requestId, { ...task, ...(kind === 'export' && { forgetAt: keepUntil }) });
    if (!fresh) await this.#tasks.change(requestId, (known) => askedAgain(known, this.#parts.service, now));
    this.#poke();
  }

  #poke(): void {
    this.#working ??= this.#workOff()
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'privacy requests will be looked at again'))
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #workOff(): Promise<void> {
    while (this.#work) {
      const task = await this.#take();
      if (!task) return;
      const { _id: requestId, kind } = task;
      try {
        if (kind === 'export') await this.#export(task, this.#work);
        else await this.#erase(task, this.#work);
      } catch (error) {
        this.#parts.log.warn(
          { err: error, requestId, kind },
          'a privacy request could not be worked on; it will be again',
        );
        const dueAt = new Date(this.#parts.now().getTime() + afterFailureMs);
        await this.#tasks.model.updateOne({ _id: requestId, dueAt: task.dueAt }, { $set: { dueAt } });
      }
    }
  }

  async #take(): Promise<StoredTask | undefined> {
    const now = this.#parts.now();
    const lease = { $set: { dueAt: new Date(now.getTime() + leaseMs) } };
    const found = await this.#tasks.model
      .findOneAndUpdate({ dueAt: { $lte: now } }, lease, { sort: { dueAt: 1 }, returnDocument: 'after' })
      .select('-outbox -outboxLease')
      .lean<StoredTask>();
    return found ?? undefined;
  }

  async #export(task: StoredTask, { context, kept }: { context: Context; kept: KeptByKit }): Promise<void> {
    const { personal, service } = this.#parts;
    const run = randomUUID();
    async function* all(): AsyncGenerator<PersonalRecord> {
      if ('export' in personal) yield* personal.export(task, context);
      for await (const entry of kept.audit.of(task.userId)) yield ['audit', entry];
    }
    const records = await this.#exports.write(run, all(), task.keepUntil);
    await this.#tasks.change(task._id, (now) => exported(now, { run, records }, service));
  }

  async #erase(task: StoredTask, { context, kept }: { context: Context; kept: KeptByKit }): Promise<void> {
    const { personal, service, relay, now } = this.#parts;
    const knows = 'erase' in personal;
    const reasons = (knows && (await personal.obstacles?.(task, context))) || [];
    if (reasons.length > 0) {
      await this.#tasks.change(task._id, (current) => waiting(current, reasons, service, now()));
      return;
    }
    // From here on events about the person are kept out; one that was handled meanwhile makes this run once more.
    await this.#tasks.change(task._id, (current) =>
      current.erasedAt ? undefined : { state: { erasedAt: now() }, facts: [] },
    );
    // What is published later would come into the journal later.
    if (await relay.holds(task.userId)) throw new Error('an event about the person is not published yet');
    const mentions = (knows && (await personal.mentions?.(task, context))) || [];
    const kits = await forgetKept({ userId: task.userId, mentions }, service, kept);
    const own = knows ? await personal.erase(task, context) : 0;
    const records = kits + own + (await this.#forgetExports(task.userId));
    await this.#tasks.change(task._id, (current) => erased(current, { records, wanted: task.wanted }, service, now()));
  }

  async #forgetExports(userId: UserId): Promise<number> {
    const made = { userId, run: { $exists: true } };
    let count = 0;
    for (const { _id, run } of await this.#tasks.model
      .find(made)
      .select('run')
      .lean<Pick<StoredTask, '_id' | 'run'>[]>()) {
      if (run !== undefined) count += await this.#exports.forget(run);
      await this.#tasks.change(_id, (task) =>
        task.run === undefined ? undefined : { state: { run: undefined }, facts: [] },
      );
    }
    return count;
  }

  #guarded(one: Consumer<Context>): Consumer<Context> {
    const { personal } = one.contract;
    if (!personal) return one;
    return {
      ...one,
      handle: async (event, ctx) => {
        const userId = personIn(event.data, one.contract);
        const gone = await this.#isErased(userId);
        if (gone && personal.fields === 'all') return;
        await one.handle(gone ? { ...event, data: redacted(event.data, personal) } : event, ctx);
        if (!gone && (await this.#isErased(userId))) await this.#eraseAgain(userId);
      },
    };
  }

  async #isErased(userId: string | undefined): Promise<boolean> {
    if (userId === undefined) return false;
    return (await this.#tasks.model.exists({ userId, erasedAt: { $exists: true } })) !== null;
  }

  async #eraseAgain(userId: string | undefined): Promise<void> {
    const now = this.#parts.now();
    const found = await this.#tasks.model
      .find({ userId, erasedAt: { $exists: true } })
      .select('_id')
      .lean<{ _id: string }[]>();
    for (const { _id } of found)
      await this.#tasks.change(_id, ({ wanted }) => ({ state: { wanted: wanted + 1, dueAt: now }, facts: [] }));
    this.#poke();
  }
}

function personIn(data: unknown, { personal }: EventContract): string | undefined {
  if (!personal || typeof data !== 'object' || data === null) return undefined;
  const id: unknown = Reflect.get(data, personal.of);
  return typeof id === 'string' ? id : undefined;
}

/**
 * @param service a service's table of contents
 * @returns the contracts of the events that it gets: those of its own consumers, and requests about people when it has an API
 */
export function subscriptionsOf(service: {
  consumers: Pick<Consumer<never>, 'contract'>[];
  name: ServiceName;
}): EventContract[] {
  const own = service.consumers.map(({ contract }) => contract);
  return answeringServices.includes(service.name) ? [...own, privacyRequested] : own;
}
