import { setTimeout } from 'node:timers/promises';
import { type Envelope, type EventId, type JournalPage, readJournal, type ServiceName } from '@credenza/contracts';
import type { Dapr, Log } from '@credenza/service-kit';
import { type Entries, type Kind, kindNames, kinds } from './kinds.ts';
import type { Reaction } from './reaction.ts';
import type { ReadModel } from './read-model.ts';

/** Journal events that are read at once. */
const pageSize = 1_000;
/** How long to wait for a service that has not published everything yet, in ms. */
const patienceMs = 250;

interface Parts {
  model: ReadModel;
  reactions: Reaction[];
  dapr: Pick<Dapr, 'invoke'>;
  log: Log;
  now(): Date;
}

/**
 * Makes the read model anew from the journals of the services that own its events, in a generation of its own beside the one that
 * is read; once it is complete, one write changes over to it.
 */
export class Rebuilder {
  readonly #parts: Parts;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  /** @param parts the read model, what events add to it, the sidecar, the log and the clock */
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Begins a rebuild, which goes on by itself; `generations.rebuild` tells how it stands.
   *
   * @returns the number of the new generation
   * @throws Conflict when one is running, in this process or another one
   */
  async begin(): Promise<number> {
    const { model, log, now } = this.#parts;
    const generation = await model.generations.begin(now());
    this.#running = this.#fill(generation).catch(async (error: unknown) => {
      log.error({ err: error, generation }, 'the rebuild has failed; the figures are as they were');
      await model.generations
        .giveUp(generation, now(), error instanceof Error ? error.message : String(error))
        .catch((failure: unknown) => log.warn({ err: failure }, 'nobody could be told that the rebuild has failed'));
    });
    return generation;
  }

  /** Breaks off a rebuild of this process. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The service was stopped.'));
    await this.#running;
  }

  async #fill(generation: number): Promise<void> {
    const { model, log, now } = this.#parts;
    const began = performance.now();
    const { current } = await model.generations.live();
    await Promise.all(kindNames.map((kind) => model.shelves[kind].dropBut([current, generation])));
    await model.openGeneration(generation);
    const progress = { events: 0, carried: 0 };
    const keptSince = new Map<ServiceName, Date>();
    for (const [owner, reactions] of Map.groupBy(this.#parts.reactions, ({ contract }) => contract.owner)) {
      const since = await this.#replay(generation, owner, reactions, progress);
      if (since) keptSince.set(owner, since);
    }
    for (const kind of kindNames) await this.#carry(kind, { current, generation }, keptSince, progress);
    await model.generations.report(generation, now(), progress);
    await model.generations.changeOver(generation, now());
    log.info({ generation, ...progress, ms: Math.round(performance.now() - began) }, 'the figures are rebuilt');
  }

  /**
   * Reads a journal until nothing can be missing: what was handled before this generation began may have been published a moment
   * before it came into the journal. Resolves with the time since when the journal is complete.
   */
  async #replay(
    generation: number,
    owner: ServiceName,
    reactions: Reaction[],
    progress: { events: number; carried: number },
  ): Promise<Date | undefined> {
    const { model, now } = this.#parts;
    const byType = new Map(reactions.map((one) => [one.contract.type, one]));
    let since: string | undefined;
    let target: string | undefined;
    let from: EventId | undefined;
    for (;;) {
      let page = await this.#read(owner, [...byType.keys()], from);
      const { upTo } = page;
      target ??= page.now;
      for (;;) {
        this.#stopping.signal.throwIfAborted();
        // The journal forgets from its beginning while it is read: the last word counts.
        since = page.since;
        const following = page.next === undefined ? undefined : this.#read(owner, [...byType.keys()], page.next);
        following?.catch(() => undefined); // it is awaited below, unless something else fails first
        await model.put(generation, entriesOf(page.events, byType));
        progress.events += page.events.length;
        await model.generations.report(generation, now(), progress);
        if (following === undefined) break;
        page = await following;
      }
      if (upTo >= target) return since === undefined ? undefined : new Date(since);
      from = upTo;
      await setTimeout(patienceMs, undefined, { signal: this.#stopping.signal });
    }
  }

  async #read(service: ServiceName, types: string[], from: EventId | undefined): Promise<JournalPage> {
    return await this.#parts.dapr.invoke(readJournal(service), { types, from, limit: pageSize });
  }

  /** Takes over what began before the journals do. */
  async #carry<K extends Kind>(
    kind: K,
    { current, generation }: { current: number; generation: number },
    keptSince: Map<ServiceName, Date>,
    progress: { events: number; carried: number },
  ): Promise<void> {
    const { model, now } = this.#parts;
    const starts = kinds[kind].fedBy.map((owner) => keptSince.get(owner));
    const before = starts.includes(undefined)
      ? undefined
      : new Date(Math.max(...starts.map((start) => start?.getTime() ?? 0)));
    for await (const entries of model.shelves[kind].bornBefore(current, before, pageSize)) {
      this.#stopping.signal.throwIfAborted();
      await model.shelves[kind].put(generation, entries);
      progress.carried += entries.length;
      await model.generations.report(generation, now(), progress);
    }
  }
}

function entriesOf(events: Envelope[], byType: Map<string, Reaction>): Entries {
  const all: Entries = {};
  for (const event of events) {
    const entries = byType.get(event.type)?.entries(event) ?? {};
    for (const kind of kindNames) append(all, kind, entries);
  }
  return all;
}

function append<K extends Kind>(all: Entries, kind: K, more: Entries): void {
  const own: Entries[K] = more[kind];
  if (own === undefined) return;
  const before: Entries[K] = all[kind];
  if (before === undefined) all[kind] = own;
  else before.push(...own);
}
