import { type Connection, type Model, Schema } from 'mongoose';
import type { PersonalRecord } from './personal.ts';

interface ExportPart {
  /** Sorts by run, name and number. */
  _id: string;
  name: string;
  text: string;
  forgetAt: Date;
}

const schema = new Schema<ExportPart>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    text: { type: String, required: true },
    forgetAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } },
  },
  { collection: 'export_parts', versionKey: false },
);

/** A part is written once it is so long, in characters: sidecars carry at most 4 MB. */
const partLength = 250_000;

/** What the service has exported about people, in parts that a sidecar can carry; they go by themselves. */
export class ExportParts {
  readonly #model: Model<ExportPart>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<ExportPart>('KitExportPart', schema);
  }

  /**
   * Writes records as lines of JSON, those of one name together.
   *
   * @param run names this run; what another run has left is not read
   * @param records the records
   * @param forgetAt when they go
   * @returns how many there were
   */
  async write(run: string, records: AsyncIterable<PersonalRecord>, forgetAt: Date): Promise<number> {
    const open = new Map<string, string>();
    let [count, parts] = [0, 0];
    const flush = async (name: string, text: string) => {
      parts += 1;
      const _id = `${run}:${name}:${String(parts).padStart(9, '0')}`;
      await this.#model.insertMany([{ _id, name, text, forgetAt }], { lean: true });
      open.delete(name);
    };
    for await (const [name, record] of records) {
      count += 1;
      const text = `${open.get(name) ?? ''}${JSON.stringify(record)}\n`;
      open.set(name, text);
      if (text.length >= partLength) await flush(name, text);
    }
    for (const [name, text] of open) await flush(name, text);
    return count;
  }

  /**
   * @param run a run
   * @param after the part before
   * @returns the next part; undefined after the last one
   */
  async next(run: string, after?: string): Promise<{ id: string; name: string; text: string } | undefined> {
    const found = await this.#model
      .findOne({ _id: { $gt: after?.startsWith(`${run}:`) ? after : `${run}:`, $lt: `${run};` } })
      .sort({ _id: 1 })
      .lean();
    return found ? { id: found._id, name: found.name, text: found.text } : undefined;
  }

  /**
   * @param run a run whose parts nobody may read any more
   * @returns how many there were
   */
  async forget(run: string): Promise<number> {
    return (await this.#model.deleteMany({ _id: { $gt: `${run}:`, $lt: `${run};` } })).deletedCount;
  }
}
