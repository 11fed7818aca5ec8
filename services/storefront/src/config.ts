import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The storefront's settings. */
export const config = defineConfig({
  SERVICE_URL: z
    .string()
    .regex(/^https?:\/\//, 'must start with http:// or https://')
    .default('http://127.0.0.1:{port}')
    .meta({ description: 'where a service is reached; {name} and {port} are filled in' }),
  MEDIA_DIR: z
    .string()
    .default('.credenza/media')
    .meta({ description: 'a folder whose files are shown under /media/' }),
});
