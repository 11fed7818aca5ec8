import { type Connection, type Model, Schema } from 'mongoose';

/** What one check of the ledger has come to. */
interface Check {
  at: Date;
  postings: number;
  /** How many things are not as they must be. */
  findings: number;
}

const schema = new Schema<Check>(
  {
    at: { type: Date, required: true, index: { expireAfterSeconds: 90 * 24 * 3_600 } },
    postings: { type: Number, required: true },
    findings: { type: Number, required: true },
  },
  { collection: 'ledger_checks', versionKey: false },
);

/** The outcome of every check: one replica checks, all of them show it. */
export class Drift {
  readonly #model: Model<Check>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Check>('LedgerCheck', schema);
  }

  /** @param check what a check has come to */
  async note(check: Check): Promise<void> {
    await this.#model.insertMany([check], { lean: true });
  }

  /** @returns what the last check has found; 0 before the first one */
  async latest(): Promise<number> {
    return (await this.#model.findOne().sort({ at: -1 }).lean())?.findings ?? 0;
  }
}
