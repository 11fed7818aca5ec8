import { isDuplicateKey } from '@credenza/service-kit';
import type { Collection, Connection, mongo } from 'mongoose';
import { bornAt, type Entry, joined, type Note, type Notes } from './note.ts';

/** A sheet as it is stored. */
export interface Sheet<N extends Note, Row> {
  _id: string;
  sellerId: string;
  /** The guard of every write. */
  version: number;
  /** When the first of its notes happened. */
  bornAt: Date;
  notes: Notes<N>;
  /** What follows from the notes; queries read this. */
  row: Row;
}

/** What is one kind of sheet. */
export interface ShelfParts<N extends Note, Row> {
  name: string;
  db: Connection;
  /** For the kind's own queries. */
  indexes: mongo.IndexDescription[];
  row(id: string, notes: Notes<N>): Row;
}

/** How many times a write is tried again when others keep writing first. */
const maxAttempts = 50;

/**
 * All sheets of one kind. Each generation of the read model has a collection of its own, so that a new one can be filled beside the
 * one that is read, and an old one be dropped as a whole; that is why there is no mongoose model.
 */
export class Shelf<N extends Note, Row> {
  readonly #parts: ShelfParts<N, Row>;

  /** @param parts what is on it */
  constructor(parts: ShelfParts<N, Row>) {
    this.#parts = parts;
  }

  /**
   * @param generation a generation of the read model
   * @returns its collection
   */
  in(generation: number): Collection<Sheet<N, Row>> {
    return this.#parts.db.collection<Sheet<N, Row>>(this.#nameIn(generation));
  }

  /**
   * Makes a generation ready to be filled.
   *
   * @param generation which
   */
  async open(generation: number): Promise<void> {
    await this.in(generation).createIndexes([{ key: { bornAt: 1 } }, ...this.#parts.indexes]);
  }

  /**
   * Drops every generation but some.
   *
   * @param kept those that stay
   */
  async dropBut(kept: number[]): Promise<void> {
    const names = kept.map((generation) => this.#nameIn(generation));
    for (const { name } of await this.#parts.db.listCollections()) {
      if (new RegExp(`^${this.#parts.name}_\\d+$`).test(name) && !names.includes(name))
        await this.#parts.db.dropCollection(name);
    }
  }

  /**
   * Adds notes to sheets, each sheet in one write that is guarded by its version. What is noted already changes nothing.
   *
   * @param generation which generation of the read model
   * @param entries the notes, of any sheets
   * @returns the shops to which something new was noted
   * @throws Error when others kept writing the same sheets first
   */
  async put(generation: number, entries: Entry<N>[]): Promise<Set<string>> {
    const shelf = this.in(generation);
    const wanted = together(entries);
    const changed = new Set<string>();
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const found = await shelf.find(sheetsOf<N, Row>([...wanted.keys()])).toArray();
      const known = new Map(found.map((sheet) => [sheet._id, sheet]));
      const sheets = [...wanted.values()].flatMap((entry) => this.#after(known.get(entry.id), entry) ?? []);
      if (sheets.length === 0) return changed;
      const written = await writeAll(shelf, sheets);
      for (const { sellerId } of sheets) changed.add(sellerId);
      if (written === sheets.length) return changed;
    }
    throw new Error(`the ${this.#parts.name} are being changed by too many at once`);
  }

  /**
   * @param generation which generation of the read model
   * @param time a time; undefined for the end of time
   * @param size how many at once
   * @returns the notes of all sheets that began before it, in batches
   */
  async *bornBefore(generation: number, time: Date | undefined, size: number): AsyncGenerator<Entry<N>[]> {
    let batch: Entry<N>[] = [];
    for await (const { _id, sellerId, notes } of this.in(generation).find(bornUntil<N, Row>(time))) {
      batch.push({ id: _id, sellerId, notes });
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  #nameIn(generation: number): string {
    return `${this.#parts.name}_${generation}`;
  }

  #after(before: Sheet<N, Row> | undefined, { id, sellerId, notes: added }: Entry<N>): Sheet<N, Row> | undefined {
    const notes = before ? joined(before.notes, added) : added;
    if (!notes) return undefined;
    return {
      _id: id,
      sellerId: before?.sellerId ?? sellerId,
      version: (before?.version ?? 0) + 1,
      bornAt: bornAt(notes),
      notes,
      row: this.#parts.row(id, notes),
    };
  }
}

/** One entry for each sheet. */
function together<N extends Note>(entries: Entry<N>[]): Map<string, Entry<N>> {
  const wanted = new Map<string, Entry<N>>();
  for (const entry of entries) {
    const before = wanted.get(entry.id);
    wanted.set(entry.id, before ? { ...before, notes: joined(before.notes, entry.notes) ?? before.notes } : entry);
  }
  return wanted;
}

function sheetsOf<N extends Note, Row>(ids: string[]): mongo.Filter<Sheet<N, Row>> {
  return { _id: { $in: ids } };
}

function bornUntil<N extends Note, Row>(time: Date | undefined): mongo.Filter<Sheet<N, Row>> {
  return time ? { bornAt: { $lt: time } } : {};
}

/** Resolves with how many were written; the others somebody else has changed since they were read. */
async function writeAll<N extends Note, Row>(
  shelf: Collection<Sheet<N, Row>>,
  sheets: Sheet<N, Row>[],
): Promise<number> {
  try {
    const result = await shelf.bulkWrite(
      sheets.map((sheet) =>
        sheet.version === 1
          ? { insertOne: { document: sheet } }
          : { replaceOne: { filter: { _id: sheet._id, version: sheet.version - 1 }, replacement: sheet } },
      ),
      { ordered: false },
    );
    return result.insertedCount + result.matchedCount;
  } catch (error) {
    if (isDuplicateKey(error)) return 0; // read again: what was written does not need to be written twice
    throw error;
  }
}
