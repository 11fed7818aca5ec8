import {
  type Fact,
  type ProductId,
  ReviewId,
  reviewPublished,
  reviewRejected,
  reviewReplied,
  reviewSubmitted,
  Stars,
  type UserId,
} from '@credenza/contracts';
import { Conflict, type Decision, NotFound, type Stored } from '@credenza/service-kit';
import { z } from 'zod';

export const ReviewStatus = z.enum(['pending', 'published', 'rejected']);
export type ReviewStatus = z.infer<typeof ReviewStatus>;

/** What a buyer says. */
export const ReviewInput = z.strictObject({
  rating: Stars,
  title: z.string().trim().min(1).max(120),
  text: z.string().trim().min(1).max(5_000),
});
export type ReviewInput = z.infer<typeof ReviewInput>;

/** A review as it is stored; it stays when its product is deleted or its buyer erased, without a name then. */
export interface Review extends ReviewInput {
  productId: ProductId;
  productTitle: string;
  sellerId: UserId;
  buyerId?: UserId | undefined;
  author?: string | undefined;
  status: ReviewStatus;
  /** Why it was rejected. */
  reason?: string | undefined;
  reply?: { text: string; at: Date } | undefined;
  reports: { by?: UserId | undefined; reason: string; at: Date }[];
  /** Set while reports wait for an admin. */
  reported?: true | undefined;
  /** Set while the product's rating may not count this review as it is now. */
  unrated?: true | undefined;
  createdAt: Date;
  updatedAt: Date;
  publishedAt?: Date | undefined;
}
export type StoredReview = Stored<Review>;

/** More tell an admin nothing new. */
const mostReports = 50;

/**
 * @param name a buyer's name
 * @returns as strangers see it: the first name, and a letter of the last one
 */
export function authorOf(name: string): string {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  const [letter] = rest.at(-1) ?? '';
  return letter === undefined ? first : `${first} ${letter}.`;
}

/**
 * Decides on a review that is new.
 *
 * @param input what the buyer says
 * @param about its id, who says it about which product, whether nobody has to look first, and the time
 * @returns its first state and what to tell
 */
export function newReview(
  input: ReviewInput,
  about: {
    reviewId: ReviewId;
    product: { productId: ProductId; title: string; sellerId: UserId };
    buyer: { id: UserId; name: string };
    autoPublish: boolean;
    now: Date;
  },
): { state: Review; facts: Fact[] } {
  const { reviewId, product, buyer, autoPublish, now } = about;
  const state: Review = {
    ...input,
    productId: product.productId,
    productTitle: product.title,
    sellerId: product.sellerId,
    buyerId: buyer.id,
    author: authorOf(buyer.name),
    reports: [],
    createdAt: now,
    updatedAt: now,
    ...(autoPublish ? { status: 'published', publishedAt: now, unrated: true } : { status: 'pending' }),
  };
  const submitted = reviewSubmitted.of(factsOf(reviewId, state));
  return { state, facts: autoPublish ? [submitted, publishedFact(reviewId, state)] : [submitted] };
}

/**
 * A buyer says something else. What has been published stays so only where nobody has to look first.
 *
 * @param review the review
 * @param input what the buyer says now
 * @param about whether nobody has to look first, and the time
 * @returns the decision; undefined when it says the same
 */
export function edit(
  review: StoredReview,
  input: ReviewInput,
  about: { autoPublish: boolean; now: Date },
): Decision<Review> | undefined {
  if (review.rating === input.rating && review.title === input.title && review.text === input.text) return undefined;
  const published = review.status === 'published';
  const status: ReviewStatus = about.autoPublish && published ? 'published' : 'pending';
  const state = {
    ...input,
    status,
    reason: undefined,
    updatedAt: about.now,
    ...(published && { unrated: true as const }),
  };
  const facts = status === 'pending' ? [reviewSubmitted.of(factsOf(review._id, { ...review, ...state }))] : [];
  return { state, facts };
}

/**
 * An admin lets a review be read; reports about it are settled.
 *
 * @param review the review
 * @param now the time
 * @returns the decision; undefined when that is so already
 */
export function publish(review: StoredReview, now: Date): Decision<Review> | undefined {
  const settled = { reports: [], reported: undefined };
  if (review.status === 'published') return review.reported && { state: settled, facts: [] };
  const state = {
    ...settled,
    status: 'published' as const,
    reason: undefined,
    publishedAt: review.publishedAt ?? now,
    unrated: true as const,
  };
  return { state, facts: [publishedFact(review._id, { ...review, ...state })] };
}

/**
 * An admin keeps a review from being read, or takes it back.
 *
 * @param review the review
 * @param reason why, for its buyer
 * @returns the decision; undefined when that is so already
 */
export function reject(review: StoredReview, reason: string): Decision<Review> | undefined {
  if (review.status === 'rejected' && review.reason === reason) return undefined;
  const published = review.status === 'published';
  return {
    state: {
      status: 'rejected',
      reason,
      reports: [],
      reported: undefined,
      ...(published && { unrated: true }),
    },
    facts: [reviewRejected.of({ ...factsOf(review._id, review), reason })],
  };
}

/**
 * Somebody finds that an admin should look at a review.
 *
 * @param review the review
 * @param report who, why and when
 * @returns the decision; undefined when the same person has said so, or enough others
 * @throws NotFound when nobody can read it
 */
export function report(
  review: StoredReview,
  report: { by: UserId; reason: string; at: Date },
): Decision<Review> | undefined {
  if (review.status !== 'published') throw new NotFound('review');
  if (review.reports.length >= mostReports || review.reports.some(({ by }) => by === report.by)) return undefined;
  return { state: { reports: [...review.reports, report], reported: true }, facts: [] };
}

/**
 * The shop answers, once; it may say it better later.
 *
 * @param review a review of one of its products
 * @param reply what it says, and when
 * @param sellerName what the shop is called
 * @returns the decision; undefined when it has said the same
 * @throws Conflict when nobody can read the review
 */
export function reply(
  review: StoredReview,
  reply: { text: string; at: Date },
  sellerName: string,
): Decision<Review> | undefined {
  if (review.status !== 'published') throw new Conflict('The review is not published.');
  if (review.reply?.text === reply.text) return undefined;
  return {
    state: { reply },
    facts: [reviewReplied.of({ ...factsOf(review._id, review), sellerName, reply: reply.text })],
  };
}

/**
 * Takes a person out of a review that the person has written or reported; what was said stays.
 *
 * @param review the review
 * @param userId the person
 * @returns the decision; undefined when the person is not in it
 */
export function withoutPerson(review: StoredReview, userId: UserId): Decision<Review> | undefined {
  const wrote = review.buyerId === userId;
  if (!wrote && !review.reports.some(({ by }) => by === userId)) return undefined;
  const reports = review.reports.map(({ by, ...rest }) => (by === userId ? rest : { by, ...rest }));
  return { state: { reports, ...(wrote && { buyerId: undefined, author: undefined }) }, facts: [] };
}

function factsOf(id: string, review: Review) {
  const { productId, productTitle, sellerId, buyerId, rating } = review;
  return { reviewId: ReviewId.parse(id), productId, productTitle, sellerId, buyerId, rating };
}

function publishedFact(id: string, review: Review): Fact {
  return reviewPublished.of({ ...factsOf(id, review), title: review.title, text: review.text });
}
