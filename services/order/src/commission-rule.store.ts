import type { CommissionRuleId, UserId } from '@credenza/contracts';
import { type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { CommissionRule, StoredRule } from './commission.ts';

const schema = new Schema<CommissionRule & Outboxed>(
  {
    ...outboxFields,
    sellerId: String,
    category: String,
    minAmount: Number,
    maxAmount: Number,
    basisPoints: { type: Number, required: true },
    note: String,
    createdAt: { type: Date, required: true },
    endedAt: Date,
  },
  { collection: 'commission_rules', versionKey: false },
).index({ endedAt: 1, sellerId: 1 });

/**
 * Opens the commission rules.
 *
 * @param deps what the kit gives
 * @returns the aggregates and the queries
 */
export function openCommissionRules(deps: Deps<unknown>) {
  const model = deps.db.model<CommissionRule & Outboxed>('CommissionRule', schema);
  const aggregates = deps.aggregates<CommissionRule>(model, 'commission rule');
  const visible = '-outbox -outboxLease';
  return {
    create: aggregates.create.bind(aggregates),
    get: aggregates.get.bind(aggregates),
    change: aggregates.change.bind(aggregates),

    /**
     * @param sellerIds some shops
     * @returns the rules in force that may concern them
     */
    async inForceFor(sellerIds: UserId[]): Promise<StoredRule[]> {
      const concerned = { $or: [{ sellerId: { $exists: false } }, { sellerId: { $in: sellerIds } }] };
      return await model
        .find({ endedAt: { $exists: false }, ...concerned })
        .select(visible)
        .lean<StoredRule[]>();
    },

    /**
     * @param page whether ended ones too, how many, and the id after which to go on
     * @returns at most `limit` rules, the newest first
     */
    async list(page: { ended: boolean; limit: number; after?: CommissionRuleId | undefined }): Promise<StoredRule[]> {
      const filter = {
        ...(!page.ended && { endedAt: { $exists: false } }),
        ...(page.after && { _id: { $lt: page.after } }),
      };
      return await model.find(filter).sort({ _id: -1 }).limit(page.limit).select(visible).lean<StoredRule[]>();
    },
  };
}

export type CommissionRules = ReturnType<typeof openCommissionRules>;
