import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The storefront's settings. */
export const config = defineConfig({
  SERVICE_URL: z
    .string()
    .regex(/^http:\/\//, 'must start with http://')
    .default('http://127.0.0.1:{port}')
    .meta({ description: 'where a service is reached; {name} and {port} are filled in' }),
  MEDIA_DIR: z
    .string()
    .default('.credenza/media')
    .meta({ description: 'a folder whose files are shown under /media/' }),
  METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4094)
    .meta({ description: 'where /metrics is; the port of the pages is open to everybody' }),
  MAIL_URL: z
    .url()
    .optional()
    .meta({ description: 'the page of the mail catcher, where there is one; shown at /system' }),
});
