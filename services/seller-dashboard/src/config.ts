import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The seller dashboard's settings. */
export const config = defineConfig({
  DISPATCH_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(60)
    .default(3)
    .meta({ description: 'days that a shop has to send what was paid' }),
});
