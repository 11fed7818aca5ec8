import { ConfigError, readConfig } from '@credenza/service-kit';
import { describe, expect, test } from '@jest/globals';
import { config } from '../src/config.ts';
import { razorpayKeys } from './providers/razorpay-stand-in.ts';
import { stripeKeys } from './providers/stripe-stand-in.ts';

const read = (env: Record<string, string>) => readConfig(config, { APP_API_TOKEN: 'a-token-of-16-and-more', ...env });
/** What the start would say; undefined when it would start. */
function said(env: Record<string, string>): string | undefined {
  try {
    read(env);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').slice(1).join('\n').trim();
  }
}

describe('the providers that are set up', () => {
  test('are the sandbox alone without a word', () => {
    expect(read({})).toMatchObject({ PAYMENT_PROVIDERS: ['sandbox'], PAYOUT_BANK: 'sandbox' });
  });

  test('may be several, the usual one first', () => {
    const env = { PAYMENT_PROVIDERS: 'stripe, razorpay,sandbox', ...stripeKeys, ...razorpayKeys };
    expect(read(env).PAYMENT_PROVIDERS).toEqual(['stripe', 'razorpay', 'sandbox']);
  });

  test('are missing a key: one clear sentence for each', () => {
    const { STRIPE_WEBHOOK_SECRET: _, ...some } = stripeKeys;
    expect(said({ PAYMENT_PROVIDERS: 'stripe', ...some })).toBe(
      'STRIPE_WEBHOOK_SECRET: is missing; the provider stripe cannot work without it',
    );
    expect(said(some)).toContain('STRIPE_WEBHOOK_SECRET');
    expect(said({ PAYMENT_PROVIDERS: 'razorpay' })?.split('\n')).toHaveLength(3);
    expect(said({ PAYOUT_BANK: 'stripe' })).toContain('STRIPE_SECRET_KEY: is missing');
  });

  test('are not known', () => {
    expect(said({ PAYMENT_PROVIDERS: 'paypal' })).toContain('must be sandbox, stripe, razorpay');
    expect(said({ PAYMENT_PROVIDERS: ',' })).toContain('PAYMENT_PROVIDERS');
  });

  test('never sell for the sandbox’s tokens where real money is taken', () => {
    const live = { ...stripeKeys, STRIPE_SECRET_KEY: stripeKeys.STRIPE_SECRET_KEY.replace('test', 'live') };
    expect(said({ PAYMENT_PROVIDERS: 'sandbox,stripe', ...live })).toContain('gives goods away');
    expect(said({ PAYMENT_PROVIDERS: 'stripe', ...live })).toBeUndefined();
    expect(said({ ...razorpayKeys, RAZORPAY_KEY_ID: 'rzp_live_1' })).toContain('gives goods away');
  });
});
