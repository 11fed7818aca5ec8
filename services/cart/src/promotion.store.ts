import type { PromotionId } from '@credenza/contracts';
import { type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { Promotion, StoredPromotion } from './promotion.ts';

const schema = new Schema<Promotion & Outboxed>(
  {
    ...outboxFields,
    sellerId: String,
    title: { type: String, required: true },
    code: { type: String, index: { unique: true, sparse: true } },
    benefit: { type: Schema.Types.Mixed, required: true },
    categories: { type: [String], default: undefined },
    productIds: { type: [String], default: undefined },
    minimum: Number,
    combinable: { type: Boolean, required: true },
    startsAt: { type: Date, required: true },
    endsAt: Date,
    totalLimit: Number,
    perBuyerLimit: Number,
    createdAt: { type: Date, required: true },
    endedAt: Date,
  },
  { collection: 'promotions', versionKey: false },
)
  .index({ sellerId: 1, _id: -1 })
  .index({ code: 1, endedAt: 1, sellerId: 1 });

/** More promotions at once than a cart can make sense of. */
const mostAtOnce = 1_000;

/**
 * Opens the promotions.
 *
 * @param deps what the kit gives
 * @returns the aggregates and the queries
 */
export function openPromotions(deps: Pick<Deps<unknown>, 'db' | 'aggregates'>) {
  const model = deps.db.model<Promotion & Outboxed>('Promotion', schema);
  const visible = '-outbox -outboxLease';
  return {
    aggregates: deps.aggregates<Promotion>(model, 'promotion'),

    /**
     * @param cart the shops and coupons of some carts
     * @param at the time
     * @returns promotions that apply to goods of these shops by themselves at that time, and those of the coupons whether they do or not
     */
    async concerning(cart: { sellerIds: string[]; codes: string[] }, at: Date): Promise<StoredPromotion[]> {
      const byItself = {
        code: null,
        endedAt: null,
        sellerId: { $in: [null, ...cart.sellerIds] },
        startsAt: { $lte: at },
        $or: [{ endsAt: null }, { endsAt: { $gt: at } }],
      };
      return await model
        .find({ $or: [byItself, { code: { $in: cart.codes } }] })
        .sort({ _id: 1 })
        .limit(mostAtOnce)
        .select(visible)
        .lean<StoredPromotion[]>();
    },

    /**
     * @param sellerId a shop; missing for the marketplace
     * @returns how many promotions it has that apply by themselves and that nobody has ended
     */
    async countByThemselves(sellerId: string | undefined): Promise<number> {
      return await model.countDocuments({ code: null, endedAt: null, sellerId: sellerId ?? null });
    },

    /**
     * @param code a coupon, in capitals
     * @returns its promotion, whether it is on or not
     */
    async ofCode(code: string): Promise<StoredPromotion | undefined> {
      return (await model.findOne({ code }).select(visible).lean<StoredPromotion>()) ?? undefined;
    },

    /**
     * @param ids some promotions
     * @returns those that exist
     */
    async known(ids: string[]): Promise<StoredPromotion[]> {
      return await model
        .find({ _id: { $in: ids } })
        .select(visible)
        .lean<StoredPromotion[]>();
    },

    /**
     * @param page whose (missing for all), whether ended ones too, how many, and the id after which to go on
     * @returns at most `limit` promotions, the newest first
     */
    async list(page: {
      sellerId?: string | undefined;
      ended: boolean;
      limit: number;
      after?: PromotionId | undefined;
    }): Promise<StoredPromotion[]> {
      const filter = {
        ...(page.sellerId !== undefined && { sellerId: page.sellerId }),
        ...(!page.ended && { endedAt: null }),
        ...(page.after && { _id: { $lt: page.after } }),
      };
      return await model.find(filter).sort({ _id: -1 }).limit(page.limit).select(visible).lean<StoredPromotion[]>();
    },
  };
}

export type Promotions = ReturnType<typeof openPromotions>;
