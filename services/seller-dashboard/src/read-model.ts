import type { Connection } from 'mongoose';
import type { Generations } from './generations.store.ts';
import type { Entries, Kind, NoteOf, RowOf } from './kinds.ts';
import { kindNames } from './kinds.ts';
import type { Shelf } from './shelf.store.ts';
import { openShelves } from './shelves.store.ts';

/** The shelf of each kind of sheet. */
export type Shelves = { [K in Kind]: Shelf<NoteOf[K], RowOf[K]> };

/** Everything that sellers' figures are made from. */
export class ReadModel {
  readonly shelves: Shelves;
  readonly generations: Generations;

  /** @param parts the service's database and the generations in it */
  constructor(parts: { db: Connection; generations: Generations }) {
    this.shelves = openShelves(parts.db);
    this.generations = parts.generations;
  }

  /** Makes the generation that is read ready; runs before the first request. */
  async open(): Promise<void> {
    const { current, building } = await this.generations.live();
    await this.openGeneration(current);
    if (building !== undefined) await this.openGeneration(building);
  }

  /**
   * @param generation a generation to be read or filled
   */
  async openGeneration(generation: number): Promise<void> {
    await Promise.all(kindNames.map((kind) => this.shelves[kind].open(generation)));
  }

  /**
   * Takes in what an event says, into every generation that there is when this returns. A rebuild that begins meanwhile is thus
   * not left without it.
   *
   * @param entries what it says
   * @returns the shops whose present figures it has changed
   */
  async take(entries: Entries): Promise<Set<string>> {
    const changed = new Set<string>();
    const reached = new Set<number>();
    for (;;) {
      const { current, building } = await this.generations.live();
      const missing = [current, building].filter((one) => one !== undefined && !reached.has(one));
      if (missing.length === 0) return changed;
      for (const generation of missing) {
        if (generation === undefined) continue;
        reached.add(generation);
        const shops = await this.put(generation, entries);
        if (generation === current) for (const shop of shops) changed.add(shop);
      }
    }
  }

  /**
   * @param generation which
   * @param entries the notes of any events
   * @returns the shops to which something new was noted
   */
  async put(generation: number, entries: Entries): Promise<Set<string>> {
    const each = await Promise.all(kindNames.map((kind) => putKind(this.shelves, kind, generation, entries)));
    return new Set(each.flatMap((shops) => [...shops]));
  }
}

async function putKind<K extends Kind>(
  shelves: Shelves,
  kind: K,
  generation: number,
  entries: Entries,
): Promise<Set<string>> {
  const own: Entries[K] = entries[kind];
  return own === undefined ? new Set() : await shelves[kind].put(generation, own);
}
