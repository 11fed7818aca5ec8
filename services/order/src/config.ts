import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The order service's settings. */
export const config = defineConfig({
  COMMISSION_BASIS_POINTS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(1_000)
    .meta({ description: "the marketplace's share of a sale, in hundredths of a percent" }),
  PAYMENT_MINUTES: z.coerce
    .number()
    .positive()
    .default(15)
    .meta({ description: 'how long an order waits for its payment' }),
  HOLD_GRACE_SECONDS: z.coerce
    .number()
    .positive()
    .default(300)
    .meta({ description: 'how much longer its pieces are held, so that a payment in the last second finds them' }),
});
