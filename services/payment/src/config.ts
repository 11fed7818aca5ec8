import { randomBytes } from 'node:crypto';
import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';
import { ApprovalPolicy } from './batch.ts';

const ProviderName = z.enum(['sandbox', 'stripe', 'razorpay'], 'must be sandbox, stripe, razorpay or several of them');
const Key = z.string().trim().optional();

const settings = defineConfig({
  PAYMENT_PROVIDERS: z
    .string()
    .default('sandbox')
    .transform((list) => list.split(/ *, */))
    .pipe(z.array(ProviderName).min(1))
    .meta({
      description: "who may charge, by commas; a buyer's token goes to the one it comes from, any other to the first",
    }),
  PAYOUT_BANK: z.enum(['sandbox', 'stripe']).default('sandbox').meta({ description: 'who pays the shops out' }),
  STRIPE_SECRET_KEY: Key.meta({ description: 'of the Stripe account, for tests or live; turns Stripe on' }),
  STRIPE_PUBLISHABLE_KEY: Key.meta({ description: "of the same account, for the buyers' browsers" }),
  STRIPE_WEBHOOK_SECRET: Key.meta({ description: 'whsec_… of the webhook endpoint' }),
  STRIPE_URL: z.url().default('https://api.stripe.com').meta({ description: 'where Stripe is' }),
  RAZORPAY_KEY_ID: Key.meta({ description: 'of the Razorpay account, rzp_test_… or rzp_live_…; turns Razorpay on' }),
  RAZORPAY_KEY_SECRET: Key.meta({ description: "the key's secret" }),
  RAZORPAY_WEBHOOK_SECRET: Key.meta({ description: 'what the webhook was set up with' }),
  RAZORPAY_URL: z.url().default('https://api.razorpay.com').meta({ description: 'where Razorpay is' }),
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

/** What each real provider needs; all of it or nothing. */
const keysOf = {
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'],
  razorpay: ['RAZORPAY_KEY_ID', 'RAZORPAY_KEY_SECRET', 'RAZORPAY_WEBHOOK_SECRET'],
} as const;

/** The settings; a real provider that is to work without one of its keys is refused at the start, in one sentence. */
export const config = settings.superRefine((given, { addIssue }) => {
  const wanted = new Set<string>([...given.PAYMENT_PROVIDERS, given.PAYOUT_BANK]);
  for (const [provider, keys] of Object.entries(keysOf)) {
    const missing = keys.filter((key) => given[key] === undefined);
    const isWanted = wanted.has(provider) || missing.length < keys.length;
    for (const key of isWanted ? missing : [])
      addIssue({ code: 'custom', path: [key], message: `is missing; the provider ${provider} cannot work without it` });
  }
  const live = given.STRIPE_SECRET_KEY?.includes('_live_') || given.RAZORPAY_KEY_ID?.includes('_live_');
  if (live && given.PAYMENT_PROVIDERS.includes('sandbox'))
    addIssue({
      code: 'custom',
      path: ['PAYMENT_PROVIDERS'],
      message: 'must not name the sandbox beside live keys: it gives goods away for tok_approve',
    });
});
export type Config = z.output<typeof config>;
