import { defineConfig } from '@credenza/service-kit';
import { blobsConfig } from '@credenza/service-kit/blobs';
import { z } from 'zod';

export const config = defineConfig({
  ...blobsConfig,
  REVIEWS_AUTO_PUBLISH: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'whether reviews are published before an admin has looked at them' }),
  PAGE_CACHE_MB: z.coerce.number().int().min(1).default(32).meta({ description: 'rendered product pages in memory' }),
  LIST_CACHE_MB: z.coerce
    .number()
    .int()
    .min(1)
    .default(32)
    .meta({ description: 'rendered lists and searches in memory' }),
});
export type Config = z.output<typeof config>;
