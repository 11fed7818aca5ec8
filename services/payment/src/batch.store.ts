import { type Aggregates, type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { Batch } from './batch.ts';
import type { Config } from './config.ts';

const schema = new Schema<Batch & Outboxed>(
  {
    ...outboxFields,
    currency: { type: String, required: true },
    state: { type: String, required: true },
    count: { type: Number, required: true },
    amount: { type: Number, required: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    decidedBy: String,
    decidedAt: Date,
    openAt: { type: Date, index: { sparse: true } },
  },
  { collection: 'payout_batches', versionKey: false },
)
  .index({ state: 1, _id: -1 })
  .index({ currency: 1 }, { unique: true, partialFilterExpression: { state: 'proposed' } });

/** The batches of payouts. */
export class Batches {
  readonly aggregates: Aggregates<Batch>;

  /** @param deps what the kit gives the service */
  constructor(deps: Deps<Config>) {
    this.aggregates = deps.aggregates<Batch>(deps.db.model<Batch & Outboxed>('Batch', schema), 'batch');
  }

  /**
   * @param currency an ISO 4217 code
   * @returns the batch that waits for a decision, if there is one
   */
  async proposed(currency: string): Promise<Stored<Batch> | undefined> {
    const found = await this.aggregates.model.findOne({ state: 'proposed', currency }).lean<Stored<Batch>>();
    return found ?? undefined;
  }

  /**
   * @param page how many, and the id of the last one of the page before
   * @returns batches, the newest first, and whether there are more
   */
  async list(page: { limit: number; cursor?: string | undefined }): Promise<{ items: Stored<Batch>[]; more: boolean }> {
    const found = await this.aggregates.model
      .find(page.cursor === undefined ? {} : { _id: { $lt: page.cursor } })
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .lean<Stored<Batch>[]>();
    return { items: found.slice(0, page.limit), more: found.length > page.limit };
  }

  /** @returns batches that were decided on and whose payouts may not all know it, because a process died */
  async open(): Promise<Stored<Batch>[]> {
    return await this.aggregates.model
      .find({ openAt: { $exists: true } })
      .limit(20)
      .lean<Stored<Batch>[]>();
  }
}
