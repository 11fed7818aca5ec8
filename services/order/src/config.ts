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
  SHIP_DAYS: z.coerce.number().positive().default(3).meta({ description: 'how long a shop has to send what is paid' }),
  AUTO_DELIVER_DAYS: z.coerce
    .number()
    .positive()
    .default(14)
    .meta({ description: 'how long after its sending a parcel counts as delivered although nobody has said so' }),
  RETURN_DAYS: z.coerce
    .number()
    .positive()
    .default(30)
    .meta({ description: 'how long after its arrival a piece may be sent back or disputed' }),
});
