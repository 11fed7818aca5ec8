import { Amount, idKind, ProductId, ProductStatus, UserId } from '@credenza/contracts';
import { z } from 'zod';

export const BulkId = idKind('blk');
export type BulkId = z.infer<typeof BulkId>;

/** Which products of a shop are meant; everything that is said has to fit, nothing said means all. */
export const BulkFilter = z.strictObject({
  productIds: z.array(ProductId).min(1).max(1_000).optional(),
  category: z.string().trim().min(1).max(100).optional().meta({ description: 'with everything below it' }),
  tag: z.string().min(1).max(60).optional(),
  status: ProductStatus.optional(),
});
export type BulkFilter = z.output<typeof BulkFilter>;

const hundredths = (percent: number) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6;
const most = 1_000_000;

/** What shall be different; amounts are minor units of the marketplace's currency. */
export const BulkChange = z
  .strictObject({
    price: z
      .union([
        z.strictObject({ set: Amount }),
        z.strictObject({
          percent: z
            .number()
            .min(-99)
            .max(1_000)
            .refine(hundredths, 'must have at most two decimals')
            .meta({ description: 'such as -12.5; the result is rounded to whole minor units, halves up' }),
        }),
        z.strictObject({ add: z.int().min(-1_000_000_000_000).max(1_000_000_000_000) }),
      ])
      .optional(),
    compareAtPrice: z
      .union([
        z.strictObject({ set: Amount }),
        z.strictObject({ from: z.literal('price') }).meta({ description: 'the price from before the change' }),
        z.strictObject({ clear: z.literal(true) }),
      ])
      .optional(),
    stock: z
      .union([
        z.strictObject({ set: z.int().min(0).max(most) }).meta({ description: 'pieces on hand, those held included' }),
        z.strictObject({ add: z.int().min(-most).max(most) }),
      ])
      .optional(),
    status: ProductStatus.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type BulkChange = z.output<typeof BulkChange>;

/** Either what shall be shown first, or the id of what was shown. */
export const BulkRequest = z.discriminatedUnion('dryRun', [
  z.strictObject({
    dryRun: z.literal(true),
    filter: BulkFilter.default({}),
    change: BulkChange,
    sellerId: UserId.optional().meta({ description: 'for an admin: whose products' }),
  }),
  z.strictObject({ dryRun: z.literal(false), bulkId: BulkId }),
]);
