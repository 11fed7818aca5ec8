import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The notification service's settings. */
export const config = defineConfig({
  NOTIFICATION_SECRET: z
    .string()
    .min(16, 'must be a secret of at least 16 characters')
    .meta({ description: 'signs the links in mails; with another one those sent before do nothing' }),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must be an smtp:// or smtps:// URL')
    .default('smtp://127.0.0.1:4092?ignoreTLS=true')
    .meta({ description: 'the mail server, with user and password when it wants them' }),
  MAIL_FROM: z.string().min(3).default('Credenza <no-reply@credenza.example>'),
  MAIL_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .meta({ description: 'tries before a mail is dead; about ten hours with the default waits' }),
  MAIL_RETRY_BASE_MS: z.coerce.number().int().min(1).default(5_000).meta({ description: 'the first wait; it doubles' }),
  MAIL_RETRY_CAP_MS: z.coerce.number().int().min(1).default(3_600_000).meta({ description: 'the longest wait' }),
  MAIL_SEND_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(90_000)
    .default(30_000)
    .meta({ description: 'how long one try may take' }),
  MAIL_CONNECTIONS: z.coerce.number().int().min(1).max(20).default(3).meta({ description: 'mails sent at once' }),
  LIVE_SWEEP_MS: z.coerce
    .number()
    .int()
    .min(50)
    .default(10_000)
    .meta({ description: 'how often open sockets are compared with the database, in case Redis lost a message' }),
  WEBHOOK_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .default(14)
    .meta({ description: 'tries before a message is dead; about a day with the default waits' }),
  WEBHOOK_RETRY_BASE_MS: z.coerce
    .number()
    .int()
    .min(1)
    .default(5_000)
    .meta({ description: 'the first wait; it doubles' }),
  WEBHOOK_RETRY_CAP_MS: z.coerce.number().int().min(1).default(21_600_000).meta({ description: 'the longest wait' }),
  WEBHOOK_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(60_000)
    .default(10_000)
    .meta({ description: 'how long a receiver may take' }),
  WEBHOOK_DISABLE_AFTER_MS: z.coerce
    .number()
    .int()
    .min(1)
    .default(3 * 24 * 3_600_000)
    .meta({ description: 'after how long without any success a webhook is disabled' }),
  WEBHOOK_ALLOW_LOCAL: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .default(false)
    .meta({ description: 'whether webhooks may lead to this very machine, without TLS too; for development alone' }),
});
