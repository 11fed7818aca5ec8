import { z } from 'zod';
import { event } from './event.ts';
import { ProductId, UserId, VariantId } from './ids.ts';
import { Money } from './money.ts';

export const digestPrepared = event(
  'ai-buddy',
  'digest.prepared',
  "A shop's last week was summed up: what it has sold, and what runs out.",
  'sellerId',
  z.object({
    sellerId: UserId,
    from: z.iso.datetime().meta({ description: 'the Monday that the week began with, UTC' }),
    until: z.iso.datetime(),
    units: z.int().min(0).meta({ description: 'pieces sold, less those that came back' }),
    unitsBefore: z.int().min(0).meta({ description: 'the same in the week before' }),
    sales: z.array(Money).meta({ description: 'what they brought, by currency' }),
    runningOut: z
      .array(
        z.object({
          productId: ProductId,
          variantId: VariantId,
          title: z.string(),
          variantTitle: z.string(),
          available: z.int().min(0),
          reorder: z.int().min(1).meta({ description: 'pieces to order now' }),
        }),
      )
      .max(5)
      .meta({ description: 'the most urgent ones' }),
    runningOutCount: z.int().min(0),
    dead: z.int().min(0).meta({ description: 'variants that nobody buys' }),
  }),
);
