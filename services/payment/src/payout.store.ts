import { type BatchId, newId, PayoutId, type UserId } from '@credenza/contracts';
import { type Aggregates, type Deps, type Outboxed, outboxFields, type Stored } from '@credenza/service-kit';
import { type QueryFilter, Schema } from 'mongoose';
import type { Config } from './config.ts';
import type { Payout, PayoutState } from './payout.ts';

const schema = new Schema<Payout & Outboxed>(
  {
    ...outboxFields,
    batchId: { type: String, required: true },
    sellerId: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    state: { type: String, required: true },
    reason: String,
    reference: String,
    unbooked: Boolean,
    nextAt: { type: Date, index: { sparse: true } },
    createdAt: { type: Date, required: true },
    settledAt: Date,
    returnedAt: Date,
  },
  { collection: 'payouts', versionKey: false },
)
  .index({ batchId: 1, _id: -1 })
  .index({ sellerId: 1, _id: -1 })
  .index({ state: 1, _id: -1 });

/** Which payouts a list shows; missing means any. */
export interface PayoutSelection {
  batchId?: BatchId | undefined;
  sellerId?: UserId | undefined;
  states?: readonly PayoutState[] | undefined;
}

/** Others may look at a payout that is being worked on after this time, in ms. */
const leaseMs = 60_000;

/** The payouts. */
export class Payouts {
  readonly aggregates: Aggregates<Payout>;

  /** @param deps what the kit gives the service */
  constructor(deps: Deps<Config>) {
    this.aggregates = deps.aggregates<Payout>(deps.db.model<Payout & Outboxed>('Payout', schema), 'payout');
  }

  /**
   * Stores payouts that wait for the decision on their batch.
   *
   * @param payouts the payouts, all proposed
   */
  async propose(payouts: Payout[]): Promise<void> {
    const documents = payouts.map((one) => ({ ...one, _id: newId(PayoutId), version: 1, outbox: [] }));
    await this.aggregates.model.insertMany(documents, { lean: true });
  }

  /**
   * Takes back what nobody can have decided on, because its batch never came to be.
   *
   * @param batchId the batch
   */
  async withdraw(batchId: BatchId): Promise<void> {
    await this.aggregates.model.deleteMany({ batchId, state: 'proposed' });
  }

  /**
   * @param batchId a batch
   * @returns some of its payouts that do not know of the decision yet
   */
  async undecided(batchId: string): Promise<Stored<Payout>[]> {
    const filter: QueryFilter<Payout & Outboxed> = { batchId, state: 'proposed' };
    return await this.aggregates.model.find(filter).select('-outbox -outboxLease').limit(200).lean<Stored<Payout>[]>();
  }

  /**
   * @param ids some payouts' ids
   * @returns those that exist
   */
  async of(ids: string[]): Promise<Stored<Payout>[]> {
    return await this.aggregates.model
      .find({ _id: { $in: ids } })
      .select('-outbox -outboxLease')
      .lean<Stored<Payout>[]>();
  }

  /**
   * @param selection which ones
   * @param page how many, and the id of the last one of the page before
   * @returns payouts, the newest first, and whether there are more
   */
  async list(
    selection: PayoutSelection,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: Stored<Payout>[]; more: boolean }> {
    const filter = {
      ...(page.cursor !== undefined && { _id: { $lt: page.cursor } }),
      ...(selection.batchId !== undefined && { batchId: selection.batchId }),
      ...(selection.sellerId !== undefined && { sellerId: selection.sellerId }),
      ...(selection.states && { state: { $in: [...selection.states] } }),
    };
    const found = await this.aggregates.model
      .find(filter)
      .select('-outbox -outboxLease')
      .sort({ _id: -1 })
      .limit(page.limit + 1)
      .lean<Stored<Payout>[]>();
    return { items: found.slice(0, page.limit), more: found.length > page.limit };
  }

  /**
   * Takes one payout that waits for something, and puts its next turn off so that no other process takes it at the same time.
   *
   * @param now the time
   * @returns the payout; undefined when none is due
   */
  async takeDue(now: Date): Promise<Stored<Payout> | undefined> {
    const change = { $set: { nextAt: new Date(now.getTime() + leaseMs) } };
    const found = await this.aggregates.model
      .findOneAndUpdate({ nextAt: { $lte: now } }, change, { sort: { nextAt: 1 }, returnDocument: 'after' })
      .select('-outbox -outboxLease')
      .lean<Stored<Payout>>();
    return found ?? undefined;
  }

  /**
   * @param batchId a batch
   * @returns how many of its payouts are in each state, and what they come to in minor units
   */
  async progress(batchId: BatchId): Promise<{ state: PayoutState; count: number; amount: number }[]> {
    return await this.aggregates.model.aggregate([
      { $match: { batchId } },
      { $group: { _id: '$state', count: { $sum: 1 }, amount: { $sum: '$amount' } } },
      { $project: { _id: 0, state: '$_id', count: 1, amount: 1 } },
      { $sort: { state: 1 } },
    ]);
  }
}
