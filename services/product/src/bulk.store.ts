import type { UserId } from '@credenza/contracts';
import { type Aggregates, type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Bulk, Planned } from './bulk.ts';

/** What a bulk change does to one product. */
export interface BulkEntry extends Planned {
  _id: string;
  bulkId: string;
  productId: string;
  title: string;
  /** Missing until it was that product's turn. */
  outcome?: 'done' | 'moved' | undefined;
  /** What was no longer as it was shown, and stayed as it was. */
  moved?: string[] | undefined;
  expiresAt: Date;
}

const mixed = Schema.Types.Mixed;
const text = { type: String, required: true };

const bulkSchema = new Schema<Bulk & Outboxed>(
  {
    ...outboxFields,
    sellerId: text,
    filter: { type: mixed, required: true },
    change: { type: mixed, required: true },
    state: text,
    products: Number,
    variants: Number,
    refused: Number,
    expiresAt: { type: Date, required: true },
    leasedUntil: Date,
  },
  { collection: 'bulkChanges', versionKey: false, minimize: false },
)
  .index({ sellerId: 1 }, { unique: true, partialFilterExpression: { state: 'running' } })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const entrySchema = new Schema<BulkEntry>(
  {
    _id: text,
    bulkId: text,
    productId: text,
    title: text,
    status: mixed,
    variants: mixed,
    refused: mixed,
    outcome: String,
    moved: mixed,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'bulkEntries', versionKey: false },
)
  .index({ bulkId: 1, outcome: 1, _id: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/**
 * @param db the service's database
 * @returns the model of the bulk changes
 */
export function bulkModel(db: Connection): Model<Bulk & Outboxed> {
  return db.model<Bulk & Outboxed>('Bulk', bulkSchema);
}

/** How long a batch of products may take before somebody else goes on, in ms. */
const leaseMs = 60_000;

/** Bulk changes, and what each does to which product. */
export class Bulks {
  readonly aggregates: Aggregates<Bulk>;
  readonly #entries: Model<BulkEntry>;
  readonly #now: () => Date;

  /**
   * @param db the service's database
   * @param aggregates the bulk changes
   * @param now the clock
   */
  constructor(db: Connection, aggregates: Aggregates<Bulk>, now: () => Date) {
    this.aggregates = aggregates;
    this.#entries = db.model<BulkEntry>('BulkEntry', entrySchema);
    this.#now = now;
  }

  /** @param entries what is planned for some products */
  async plan(entries: BulkEntry[]): Promise<void> {
    if (entries.length > 0) await this.#entries.insertMany(entries, { lean: true, ordered: false });
  }

  /**
   * @param bulkId a bulk change
   * @param page how many, after which entry, and only those whose turn is still to come
   * @returns entries in the order of their products
   */
  async entries(
    bulkId: string,
    page: { after?: string | undefined; limit: number; open?: boolean },
  ): Promise<BulkEntry[]> {
    return await this.#entries
      .find({
        bulkId,
        ...(page.open && { outcome: { $exists: false } }),
        ...(page.after !== undefined && { _id: { $gt: page.after } }),
      })
      .sort({ _id: 1 })
      .limit(page.limit)
      .lean<BulkEntry[]>();
  }

  /**
   * @param bulkId a bulk change
   * @returns how many products it has changed, and how many it has left because they had moved
   */
  async outcomes(bulkId: string): Promise<{ done: number; moved: number }> {
    const count = async (outcome: 'done' | 'moved') => await this.#entries.countDocuments({ bulkId, outcome });
    const [done, moved] = await Promise.all([count('done'), count('moved')]);
    return { done, moved };
  }

  /**
   * Remembers what became of a product.
   *
   * @param entryId its entry
   * @param moved what was no longer as it was shown, and stayed as it was
   */
  async close(entryId: string, moved: string[]): Promise<void> {
    const result = moved.length > 0 ? { outcome: 'moved' as const, moved } : { outcome: 'done' as const };
    await this.#entries.updateOne({ _id: entryId }, { $set: result });
  }

  /**
   * Keeps the entries of a bulk change for longer.
   *
   * @param bulkId the bulk change
   * @param until until when
   */
  async keep(bulkId: string, until: Date): Promise<void> {
    await this.#entries.updateMany({ bulkId }, { $set: { expiresAt: until } });
  }

  /**
   * @param sellerId a shop
   * @returns whether a bulk change of it is under way
   */
  async isRunning(sellerId: UserId): Promise<boolean> {
    return (await this.aggregates.model.exists({ sellerId, state: 'running' })) !== null;
  }

  /**
   * Takes on the work of a bulk change.
   *
   * @returns its id; undefined when none is to do, or somebody is at each
   */
  async take(): Promise<string | undefined> {
    const now = this.#now();
    const taken = await this.aggregates.model
      .findOneAndUpdate(
        { state: 'running', leasedUntil: { $not: { $gt: now } } },
        { $set: { leasedUntil: new Date(now.getTime() + leaseMs) } },
      )
      .select('_id')
      .lean<{ _id: string }>();
    return taken?._id;
  }

  /**
   * Says that the work goes on, or lets go of it for somebody else.
   *
   * @param bulkId the bulk change
   * @param goesOn whether it goes on
   */
  async lease(bulkId: string, goesOn: boolean): Promise<void> {
    const leasedUntil = goesOn ? new Date(this.#now().getTime() + leaseMs) : this.#now();
    await this.aggregates.model.updateOne({ _id: bulkId }, { $set: { leasedUntil } });
  }
}
