import { ProductId, ProductStatus, VariantId } from '@credenza/contracts';
import { z } from 'zod';
import type { BulkEntry } from './bulk.store.ts';
import { BulkChange, BulkFilter, BulkId } from './bulk-input.ts';
import type { BulkParts } from './bulk-plan.ts';

const step = <Value extends z.ZodType>(value: Value) => z.object({ before: value, after: value });

/** What becomes of one product. */
const BulkItem = z.object({
  productId: ProductId,
  title: z.string(),
  status: step(ProductStatus).optional(),
  variants: z.array(
    z.object({
      variantId: VariantId,
      title: z.string(),
      price: step(z.int()).optional().meta({ description: 'minor units' }),
      compareAtPrice: step(z.int().nullable()).optional(),
      stock: step(z.int())
        .optional()
        .meta({ description: 'pieces on hand; what is added is added to however many there are' }),
    }),
  ),
  refused: z
    .array(
      z.object({
        variantId: VariantId,
        title: z.string(),
        reason: z.enum(['price-out-of-range', 'scheduled-price-in-force', 'stock-out-of-range', 'orders-hold-more']),
      }),
    )
    .meta({ description: 'variants that stay as they are, and why' }),
  outcome: z.enum(['done', 'moved']).optional().meta({ description: 'missing until it was its turn' }),
  moved: z.array(z.string()).optional().meta({ description: 'what was not as shown any more, and stayed as it was' }),
});

/** A bulk change with a page of the products that it concerns. */
export const BulkView = z.object({
  bulkId: BulkId,
  state: z.enum(['planned', 'running', 'done']),
  filter: BulkFilter,
  change: BulkChange,
  products: z.int().meta({ description: 'that change' }),
  variants: z.int().meta({ description: 'that change' }),
  refused: z.int().meta({ description: 'variants that stay as they are' }),
  done: z.int().meta({ description: 'products whose turn is over' }),
  moved: z.int().meta({ description: 'products that were not as shown any more' }),
  expiresAt: z.iso.datetime().meta({ description: 'until when it can be run, later: is remembered' }),
  items: z.array(BulkItem),
  nextCursor: z.string().optional(),
});
export type BulkView = z.input<typeof BulkView>;

/**
 * @param bulkId a bulk change
 * @param page how many products, and after which
 * @param parts the stores
 * @returns it as its shop sees it
 * @throws NotFound when there is none
 */
export async function viewBulk(
  bulkId: BulkId,
  page: { limit: number; cursor?: string | undefined },
  { bulks }: Pick<BulkParts, 'bulks'>,
): Promise<BulkView> {
  const after = page.cursor === undefined ? undefined : `${bulkId}:${page.cursor}`;
  const [bulk, entries, outcomes] = await Promise.all([
    bulks.aggregates.get(bulkId),
    bulks.entries(bulkId, { after, limit: page.limit + 1 }),
    bulks.outcomes(bulkId),
  ]);
  const { state, filter, change, products, variants, refused, expiresAt } = bulk;
  const shown = entries.slice(0, page.limit);
  return {
    bulkId,
    state,
    filter,
    change,
    products,
    variants,
    refused,
    ...outcomes,
    expiresAt: expiresAt.toISOString(),
    items: shown.map(itemOf),
    ...(entries.length > shown.length && { nextCursor: shown.at(-1)?.productId }),
  };
}

function itemOf({ productId, title, status, variants, refused, outcome, moved }: BulkEntry): BulkView['items'][number] {
  return { productId, title, status, variants, refused, outcome, moved };
}
