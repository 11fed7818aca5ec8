import { setTimeout as pause } from 'node:timers/promises';
import type { Envelope, Fact } from '@credenza/contracts';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import { NotFound, StaleVersion, Unavailable } from './errors.ts';
import { isDuplicateKey } from './mongo.ts';
import { eventsOf, type Outboxed, type OutboxRelay, outboxLeaseMs } from './outbox.ts';

/** What a rule decides: the fields that change (undefined removes one) and what is to be told about it. */
export interface Decision<State> {
  state: { [Field in keyof State]?: State[Field] | undefined };
  facts: Fact[];
}

/** A document as the rules see it: the state with its id and version. */
export type Stored<State> = State & { _id: string; version: number };

/** How many times a change is decided anew when others keep writing first. */
const maxAttempts = 50;
/** So many attempts follow at once; before each later one is a random pause, or many at once would keep each other from writing. */
const eagerAttempts = 3;
/** The longest pause, in ms. */
const maxPauseMs = 200;

/** Writes inside a transaction are told to the relay only after the commit. */
export interface Transaction {
  session: ClientSession;
  afterCommit: (() => void)[];
}

/**
 * The aggregates of one kind: every change is one document write that is guarded by the version and carries its events.
 */
export class Aggregates<State extends object> {
  readonly model: Model<State & Outboxed>;
  readonly #noun: string;
  readonly #source: string;
  readonly #relay: OutboxRelay;
  readonly #now: () => Date;

  /**
   * @param model a mongoose model whose schema spreads `outboxFields`
   * @param about the noun for "There is no such …", the service's name, the relay and the clock
   */
  constructor(
    model: Model<State & Outboxed>,
    about: { noun: string; service: string; relay: OutboxRelay; now: () => Date },
  ) {
    this.model = model;
    this.#noun = about.noun;
    this.#source = about.service;
    this.#relay = about.relay;
    this.#now = about.now;
    about.relay.watch(model as unknown as Model<Outboxed>);
  }

  /**
   * @param id the aggregate's id
   * @param transaction when it is read as part of one
   * @returns its present state, or undefined
   */
  async find(id: string, transaction?: Transaction): Promise<Stored<State> | undefined> {
    const query = this.model.findById(id).select('-outbox -outboxLease');
    const found = await query.session(transaction?.session ?? null).lean<Stored<State>>();
    return found ?? undefined;
  }

  /**
   * @param id the aggregate's id
   * @param transaction when it is read as part of one
   * @returns its present state
   * @throws NotFound when there is none
   */
  async get(id: string, transaction?: Transaction): Promise<Stored<State>> {
    const found = await this.find(id, transaction);
    if (!found) throw new NotFound(this.#noun);
    return found;
  }

  /**
   * Writes a new aggregate, version 1, with its events.
   *
   * @param id its id
   * @param state its first state
   * @param facts what to tell
   * @param transaction when it is part of one
   * @returns false when the id or another unique key exists already (nothing is written)
   */
  async create(id: string, state: State, facts: Fact[] = [], transaction?: Transaction): Promise<boolean> {
    const events = eventsOf(facts, { source: this.#source, version: 1, time: this.#now() });
    const document = { ...state, _id: id, version: 1, outbox: events, ...this.#lease(events) };
    try {
      await this.model.insertMany([document], { lean: true, ...(transaction && { session: transaction.session }) });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    this.#wake(id, events, transaction);
    return true;
  }

  /**
   * Reads, decides and writes; when somebody else wrote meanwhile, decides again on the newer state.
   *
   * @param id the aggregate's id
   * @param decide a pure rule; undefined means that nothing is to be done
   * @param options `ifVersion`: refuse when the stored version is another one; `transaction`: be part of one
   * @returns the state after the change (or as it was when nothing was to be done)
   * @throws NotFound when there is none; StaleVersion when `ifVersion` does not fit; Unavailable when others were faster every
   *   time; whatever the rule throws
   */
  async change(
    id: string,
    decide: (state: Stored<State>) => Decision<State> | undefined,
    options: { ifVersion?: number | undefined; transaction?: Transaction } = {},
  ): Promise<Stored<State>> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      if (attempt >= eagerAttempts) await pause(Math.random() * Math.min(maxPauseMs, 2 ** attempt));
      // A transaction writes what it sees: decided on a newer state, its guard would never fit; so it reads the same, and begins anew
      // when somebody else was faster.
      const before = await this.get(id, options.transaction);
      if (options.ifVersion !== undefined && options.ifVersion !== before.version)
        throw new StaleVersion(before.version);
      const decision = decide(before);
      if (!decision) return before;
      const after = await this.#write(before, decision, options.transaction);
      if (after) return after;
    }
    throw new Unavailable(`The ${this.#noun} is being changed by too many at once. Try again.`);
  }

  /**
   * Changes many aggregates that have just been read, in one bulk write; those that somebody else has changed meanwhile are
   * decided anew, one by one.
   *
   * @param states what was read; one that is gone by now is left alone
   * @param decide a pure rule that decides nothing for what it has changed already
   * @throws whatever the rule throws, with some of the others perhaps written
   */
  async changeMany(
    states: Stored<State>[],
    decide: (state: Stored<State>) => Decision<State> | undefined,
  ): Promise<void> {
    const updates = states.flatMap((before) => {
      const decision = decide(before);
      return decision ? [{ id: before._id, ...this.#updateOf(before, decision) }] : [];
    });
    if (updates.length === 0) return;
    const { matchedCount } = await this.model.collection.bulkWrite(
      updates.map(({ filter, update }) => ({ updateOne: { filter, update } })) as never,
      { ordered: false },
    );
    if (matchedCount === updates.length) {
      for (const { id, events } of updates) this.#wake(id, events);
      return;
    }
    await this.#wakeWritten(updates);
    for (const { id } of updates) {
      await this.change(id, decide).catch((error: unknown) => {
        if (!(error instanceof NotFound)) throw error;
      });
    }
  }

  /** Which updates of a bulk were written, only the outboxes tell. */
  async #wakeWritten(updates: { id: string; events: Envelope[] }[]): Promise<void> {
    const events = new Map(updates.flatMap((one) => one.events.map((event) => [event.id, event])));
    const query = { _id: { $in: updates.map(({ id }) => id) }, 'outbox.id': { $in: [...events.keys()] } };
    const written = await this.model
      .find(query as QueryFilter<State & Outboxed>)
      .select('outbox')
      .lean<Pick<Outboxed, '_id' | 'outbox'>[]>();
    for (const { _id, outbox } of written)
      this.#wake(
        _id,
        outbox.filter(({ id }) => events.has(id)),
      );
  }

  /** In a transaction also what that has written before. */
  async #write(
    before: Stored<State>,
    decision: Decision<State>,
    transaction?: Transaction,
  ): Promise<Stored<State> | undefined> {
    const { filter, update, events } = this.#updateOf(before, decision);
    const result = await this.model.collection.updateOne(
      filter as never,
      update as never,
      transaction && { session: transaction.session },
    );
    if (result.matchedCount === 0) return undefined;
    this.#wake(before._id, events, transaction);
    return { ...before, ...decision.state, version: before.version + 1 };
  }

  /** The one write of a decision: guarded by the version it was made on, with the events beside the state. */
  #updateOf(before: Stored<State>, decision: Decision<State>) {
    const version = before.version + 1;
    const events = eventsOf(decision.facts, { source: this.#source, version, time: this.#now() });
    const fields = Object.entries(decision.state);
    const removed = fields.filter(([, value]) => value === undefined).map(([field]) => [field, 1]);
    return {
      filter: { _id: before._id, version: before.version },
      update: {
        $set: {
          ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
          version,
        },
        // An earlier event that nobody could publish must not wait anew with each later one.
        ...(events.length > 0 && { $min: this.#lease(events) }),
        ...(removed.length > 0 && { $unset: Object.fromEntries(removed) }),
        ...(events.length > 0 && { $push: { outbox: { $each: events } } }),
      },
      events,
    };
  }

  #lease(events: Envelope[]): { outboxLease?: Date } {
    return events.length > 0 ? { outboxLease: new Date(Date.now() + outboxLeaseMs) } : {};
  }

  #wake(id: string, events: Envelope[], transaction?: Transaction): void {
    if (events.length === 0) return;
    const wake = () => this.#relay.wake(this.model as unknown as Model<Outboxed>, id, events);
    if (transaction) transaction.afterCommit.push(wake);
    else wake();
  }
}
