import type { PrivacyRequestId } from '@credenza/contracts';
import { type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { PrivacyRequest, StoredRequest } from './privacy-request.ts';

const schema = new Schema<PrivacyRequest & Outboxed>(
  {
    ...outboxFields,
    kind: { type: String, required: true },
    userId: { type: String, required: true },
    sellerId: String,
    requestedBy: { type: String, required: true },
    requestedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    openOf: { type: String, index: { unique: true, sparse: true } },
    answers: { type: Schema.Types.Mixed, required: true },
    completedAt: Date,
  },
  { collection: 'privacy_requests', versionKey: false },
).index({ userId: 1, _id: -1 });

/**
 * Opens the requests for exports and erasures.
 *
 * @param deps what the kit gives
 * @returns the aggregates and the queries
 */
export function openPrivacyRequests<Config>(deps: Deps<Config>) {
  const model = deps.db.model<PrivacyRequest & Outboxed>('PrivacyRequest', schema);
  const visible = '-outbox -outboxLease';
  return {
    aggregates: deps.aggregates<PrivacyRequest>(model, 'privacy request'),

    /**
     * @param openOf what only one request at a time can be
     * @returns the one that is, if there is one
     */
    async open(openOf: string): Promise<StoredRequest | undefined> {
      return (await model.findOne({ openOf }).select(visible).lean<StoredRequest>()) ?? undefined;
    },

    /**
     * @param page about whom (missing for everybody), how many, and the id after which to go on
     * @returns at most `limit` requests, the newest first
     */
    async list(page: {
      userId?: string | undefined;
      limit: number;
      after?: PrivacyRequestId | undefined;
    }): Promise<StoredRequest[]> {
      const { userId, limit, after } = page;
      const filter = { ...(userId !== undefined && { userId }), ...(after && { _id: { $lt: after } }) };
      return await model.find(filter).sort({ _id: -1 }).limit(limit).select(visible).lean<StoredRequest[]>();
    },
  };
}

export type PrivacyRequests = ReturnType<typeof openPrivacyRequests>;
