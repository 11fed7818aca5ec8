import { randomBytes } from 'node:crypto';
import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';
import { ApprovalPolicy } from './batch.ts';

export const config = defineConfig({
  PAYMENT_WEBHOOK_SECRET: z
    .string()
    .min(16, 'must be a secret of at least 16 characters')
    // The sandbox lives in this process: without a secret given, nobody else can sign for it.
    .default(() => randomBytes(32).toString('base64url'))
    .meta({ description: 'what the sandbox signs its webhooks with; default: random, anew at every start' }),
  PAYMENT_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(30_000)
    .default(4_000)
    .meta({ description: 'how long one call to the provider may take' }),
  PAYMENT_BREAKER_FAILURES: z.coerce
    .number()
    .int()
    .min(1)
    .default(10)
    .meta({ description: 'failures in a row after which the provider is spared' }),
  PAYMENT_BREAKER_REST_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(2_000)
    .meta({ description: 'how long it is spared before one call may try' }),
  FUNDS_HOLD_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(365)
    .default(14)
    .meta({ description: "days after the delivery until a shop's share can be paid out" }),
  PAYOUT_MINIMUM: z.coerce
    .number()
    .int()
    .min(1)
    .default(1_000)
    .meta({ description: 'the least that is paid out to a shop, in minor units' }),
  PAYOUT_APPROVAL: ApprovalPolicy.default('anyone').meta({
    description: 'who may approve payouts: any admin, or only another one than has proposed them',
  }),
});
export type Config = z.output<typeof config>;
