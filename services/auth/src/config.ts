import { defineConfig } from '@credenza/service-kit';
import { blobsConfig } from '@credenza/service-kit/blobs';
import { z } from 'zod';
import { Email } from './email.ts';
import { NewPassword } from './password.ts';

/** The settings of the auth service. The defaults of argon2id are OWASP's second choice (19 MiB, two passes, one lane). */
export const config = defineConfig({
  AUTH_KEY_SECRET: z
    .string()
    .min(16, 'must be a secret of at least 16 characters')
    .meta({ description: 'seals the private signing keys in the database' }),
  KEY_ROTATION_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  ARGON2_MEMORY_KIB: z.coerce.number().int().min(8).max(1_048_576).default(19_456),
  ARGON2_PASSES: z.coerce.number().int().min(1).max(20).default(2),
  ARGON2_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(2)
    .meta({ description: 'hashes that are computed at once; more wait' }),
  ...blobsConfig,
  ADMIN_EMAIL: Email.optional().meta({
    description: 'with ADMIN_PASSWORD: an administrator who exists from the start',
  }),
  ADMIN_PASSWORD: NewPassword.optional(),
});
