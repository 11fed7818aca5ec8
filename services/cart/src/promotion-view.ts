import { Amount, PaidBy, ProductId, PromotionId, UserId } from '@credenza/contracts';
import { z } from 'zod';
import { hasEnded, isOn, type StoredPromotion } from './promotion.ts';

/** A coupon, as people type it. */
export const CouponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9-]{3,32}$/, 'must be 3 to 32 letters, digits or hyphens')
  .meta({ examples: ['WELCOME10'] });

const Benefit = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('percentage'),
    basisPoints: z.int().min(1).max(10_000).meta({ description: 'hundredths of a percent' }),
  }),
  z.strictObject({ kind: z.literal('amount'), amount: Amount.min(1) }),
  z.strictObject({ kind: z.literal('free-shipping') }),
  z.strictObject({
    kind: z.literal('buy-x-get-y').meta({ description: 'of every buy + get pieces, the get cheapest are free' }),
    buy: z.int().min(1).max(100),
    get: z.int().min(1).max(100),
  }),
]);
const Title = z.string().trim().min(1).max(80);
const Category = z.string().trim().min(1).max(200);
// The orders that have used it are remembered in one document, whose size this bounds.
const TotalLimit = z.int().min(1).max(10_000).meta({ description: 'how many orders may use it' });
const PerBuyerLimit = z.int().min(1).max(100).meta({ description: 'how many orders of one buyer may use it' });

/** What somebody says about a new promotion. */
export const PromotionFields = z.strictObject({
  title: Title,
  code: CouponCode.optional().meta({ description: 'the coupon; missing for a promotion that applies by itself' }),
  benefit: Benefit,
  categories: z
    .array(Category)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'only these, with everything below them', examples: [['Home / Lamps']] }),
  productIds: z.array(ProductId).min(1).max(100).optional().meta({ description: 'only these, beside the categories' }),
  minimum: Amount.optional().meta({ description: 'the least that the goods it is for cost before any discount' }),
  combinable: z.boolean().default(true).meta({
    description: 'false: it stands alone on what it is for, where it takes more off than the others together',
  }),
  startsAt: z.iso.datetime().optional().meta({ description: 'missing for now' }),
  endsAt: z.iso.datetime().optional(),
  totalLimit: TotalLimit.optional(),
  perBuyerLimit: PerBuyerLimit.optional(),
});

/** What may change about a promotion. */
export const PromotionPatch = z.strictObject({
  title: Title.optional(),
  endsAt: z.iso.datetime().nullable().optional().meta({ description: 'null: until somebody ends it' }),
  totalLimit: TotalLimit.nullable().optional().meta({ description: 'null: without limit' }),
  perBuyerLimit: PerBuyerLimit.nullable().optional().meta({ description: 'null: without limit' }),
});

/** A promotion as those see it who make it. */
export const PromotionView = PromotionFields.extend({
  promotionId: PromotionId,
  version: z.int(),
  sellerId: UserId.optional().meta({ description: 'the shop that makes it; missing for one of the marketplace' }),
  paidBy: PaidBy,
  state: z.enum(['planned', 'on', 'ended']),
  used: z.int().min(0).optional().meta({ description: 'by how many orders; only of those with a limit in total' }),
  startsAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
});

/**
 * @param promotion a promotion
 * @param now the time
 * @param used by how many orders it was used
 * @returns what its maker sees
 */
export function promotionView(promotion: StoredPromotion, now: Date, used = 0): z.output<typeof PromotionView> {
  const { _id, startsAt, endsAt, endedAt, createdAt, sellerId, ...fields } = promotion;
  const end = endedAt ?? endsAt;
  return {
    ...fields,
    promotionId: PromotionId.parse(_id),
    ...(sellerId && { sellerId }),
    paidBy: sellerId ? 'shop' : 'marketplace',
    state: hasEnded(promotion, now) ? 'ended' : isOn(promotion, now) ? 'on' : 'planned',
    ...(promotion.totalLimit !== undefined && { used }),
    startsAt: startsAt.toISOString(),
    ...(end && { endsAt: end.toISOString() }),
    createdAt: createdAt.toISOString(),
  };
}
