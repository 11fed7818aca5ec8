import { type Connection, type Model, Schema } from 'mongoose';
import { isDuplicateKey } from './mongo.ts';
import { currentScope } from './scope.ts';

/** One act that somebody may ask about later: about security or about money. */
export interface AuditEntry {
  /** What was done, such as `session.revoked`. */
  act: string;
  /** Who did it: a user id, `system` or `provider`. */
  actor: string;
  /** What it was done to: an id. */
  subject: string;
  outcome: 'done' | 'refused';
  /** What helps to understand it; never a secret. */
  detail?: Record<string, unknown>;
  /** Names the act itself, such as `pay_…:payment.charged`: what is done again under the same key is recorded once. */
  key?: string | undefined;
}

export interface AuditRecord extends AuditEntry {
  at: Date;
  correlationId?: string;
}

const auditSchema = new Schema<AuditRecord>(
  {
    act: { type: String, required: true },
    actor: { type: String, required: true },
    subject: { type: String, required: true },
    outcome: { type: String, required: true },
    detail: Schema.Types.Mixed,
    key: { type: String, index: { unique: true, sparse: true } },
    at: { type: Date, required: true },
    correlationId: String,
  },
  { collection: 'audit', versionKey: false },
)
  .index({ subject: 1, _id: -1 })
  .index({ actor: 1, _id: -1 });

/** The service's append-only audit log. */
export class Audit {
  readonly records: Model<AuditRecord>;
  readonly #now: () => Date;

  /**
   * @param db the service's database
   * @param now the clock
   */
  constructor(db: Connection, now: () => Date) {
    this.records = db.model<AuditRecord>('KitAudit', auditSchema);
    this.#now = now;
  }

  /**
   * Appends an entry; returns when a majority has it.
   *
   * @param entry what was done by whom to what; under a `key` that is recorded already it is quietly left out
   */
  async record(entry: AuditEntry): Promise<void> {
    const correlationId = currentScope()?.correlationId;
    const written = { ...entry, at: this.#now(), ...(correlationId && { correlationId }) };
    try {
      await this.records.insertMany([written], { lean: true });
    } catch (error) {
      if (entry.key === undefined || !isDuplicateKey(error)) throw error;
    }
  }

  /**
   * @param userId somebody
   * @returns what they did, and what was done to them, the oldest first
   */
  of(userId: string): AsyncIterable<AuditRecord> {
    const about = { $or: [{ actor: userId }, { subject: userId }] };
    return this.records.find(about, { _id: 0, key: 0 }).sort({ _id: 1 }).lean<AuditRecord[]>().cursor();
  }

  /**
   * Forgets from where somebody did what, and the traces of a bank account; that it was done stays.
   *
   * @param userId who
   * @returns how many entries were changed
   */
  async forget(userId: string): Promise<number> {
    const places = ['detail.address', 'detail.userAgent', 'detail.masked'];
    const about = { $or: [{ actor: userId }, { subject: userId }] };
    const there = { $or: places.map((place) => ({ [place]: { $exists: true } })) };
    const gone = Object.fromEntries(places.map((place) => [place, 1 as const]));
    return (await this.records.updateMany({ $and: [about, there] }, { $unset: gone })).modifiedCount;
  }

  /**
   * Records an act, and does it then: a process that dies in between leaves an entry of something that was only begun, never
   * something done that nobody has recorded.
   *
   * @param entry what is to be done by whom to what
   * @param work does it
   * @returns what the work returns
   * @throws whatever the work throws; then a second entry says that it was refused, and why
   */
  async before<Result>(entry: Omit<AuditEntry, 'outcome' | 'key'>, work: () => Promise<Result>): Promise<Result> {
    await this.record({ ...entry, outcome: 'done' });
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await this.record({ ...entry, outcome: 'refused', detail: { ...entry.detail, reason } });
      throw error;
    }
  }
}
