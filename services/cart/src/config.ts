import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The cart's settings. */
export const config = defineConfig({
  GUEST_CART_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .meta({ description: 'how long a guest cart is kept after its last change, in days' }),
});
