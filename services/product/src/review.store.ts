import type { ProductId, UserId } from '@credenza/contracts';
import { type Aggregates, type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, type QueryFilter, Schema } from 'mongoose';
import { type Rating, ratingOf } from './rating.ts';
import { type Review, type StoredReview, withoutPerson } from './review.ts';

const text = { type: String, required: true };
const mixed = Schema.Types.Mixed;

const reviewSchema = new Schema<Review & Outboxed>(
  {
    ...outboxFields,
    productId: text,
    productTitle: text,
    sellerId: text,
    buyerId: String,
    author: String,
    rating: { type: Number, required: true },
    title: text,
    text,
    status: text,
    reason: String,
    reply: mixed,
    reports: mixed,
    reported: Boolean,
    unrated: Boolean,
    createdAt: Date,
    updatedAt: Date,
    publishedAt: Date,
  },
  { collection: 'reviews', versionKey: false, minimize: false },
)
  .index({ buyerId: 1, productId: 1 }, { unique: true, partialFilterExpression: { buyerId: { $exists: true } } })
  .index({ productId: 1, status: 1, _id: -1 })
  .index({ sellerId: 1, status: 1, _id: -1 })
  .index({ status: 1, _id: 1 })
  .index({ reported: 1, _id: 1 }, { sparse: true })
  .index({ 'reports.by': 1 }, { sparse: true })
  .index({ unrated: 1 }, { sparse: true });

/**
 * @param db the service's database
 * @returns the model of the reviews
 */
export function reviewModel(db: Connection): Model<Review & Outboxed> {
  return db.model<Review & Outboxed>('Review', reviewSchema);
}

/** Which reviews a list is about. */
export type ReviewFilter = QueryFilter<Review & { _id: string }>;

/** The reviews, and what they say together. */
export class Reviews {
  readonly aggregates: Aggregates<Review>;

  /** @param aggregates the reviews */
  constructor(aggregates: Aggregates<Review>) {
    this.aggregates = aggregates;
  }

  /**
   * @param filter which
   * @param page how many, after which one, and which come first
   * @returns a page, and the cursor of the next one
   */
  async page(
    filter: ReviewFilter,
    page: { limit: number; cursor?: string | undefined; first: 'newest' | 'oldest' },
  ): Promise<{ rows: StoredReview[]; nextCursor?: string | undefined }> {
    const newest = page.first === 'newest';
    const after = page.cursor === undefined ? {} : { _id: newest ? { $lt: page.cursor } : { $gt: page.cursor } };
    const rows = await this.aggregates.model
      .find({ $and: [filter, after] })
      .select('-outbox -outboxLease')
      .sort({ _id: newest ? -1 : 1 })
      .limit(page.limit + 1)
      .lean<StoredReview[]>();
    const shown = rows.slice(0, page.limit);
    return { rows: shown, ...(rows.length > shown.length && { nextCursor: shown.at(-1)?._id }) };
  }

  /**
   * @param productId a product
   * @returns what its published reviews say together; undefined without any
   */
  async ratingOf(productId: ProductId): Promise<Rating | undefined> {
    const counts = await this.aggregates.model.aggregate<{ _id: number; count: number }>([
      { $match: { productId, status: 'published' } },
      { $group: { _id: '$rating', count: { $sum: 1 } } },
    ]);
    return ratingOf([1, 2, 3, 4, 5].map((stars) => counts.find(({ _id }) => _id === stars)?.count ?? 0));
  }

  /**
   * @param limit at most so many
   * @returns reviews that the rating of their product may not count as they are
   */
  async unrated(limit: number): Promise<StoredReview[]> {
    return await this.aggregates.model.find({ unrated: true }).limit(limit).lean<StoredReview[]>();
  }

  /**
   * The rating counts a review as it was; when it has changed since, that is counted by whoever has changed it.
   *
   * @param review the review that was counted
   */
  async rated({ _id, version }: StoredReview): Promise<void> {
    await this.aggregates.model.updateOne({ _id, version }, { $unset: { unrated: 1 } });
  }

  /**
   * Takes a person out of all reviews; what was said, and the stars, stay.
   *
   * @param userId the person
   * @returns how many reviews were changed
   */
  async forget(userId: UserId): Promise<number> {
    const found = await this.aggregates.model
      .find({ $or: [{ buyerId: userId }, { 'reports.by': userId }] })
      .select('_id')
      .lean<{ _id: string }[]>();
    for (const { _id } of found) await this.aggregates.change(_id, (review) => withoutPerson(review, userId));
    return found.length;
  }
}
