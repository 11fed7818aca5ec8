import type { Deps } from '@credenza/service-kit';
import type { Bank } from './bank.ts';
import type { Config } from './config.ts';
import type { GuardedProvider } from './guard.ts';
import type { Provider } from './provider.ts';
import type { ProviderCharges } from './provider-charge.store.ts';
import { makeRazorpay } from './razorpay.ts';
import { razorpayClient } from './razorpay-client.ts';
import { makeStripe } from './stripe.ts';
import type { StripeAccounts } from './stripe-account.store.ts';
import { makeStripeBank } from './stripe-bank.ts';
import { stripeClient } from './stripe-client.ts';

/**
 * Opens Stripe. It is there with its keys, also when no new payment may go to it any more: the old ones are still refunded.
 *
 * @param deps what the kit gives the service
 * @param stores what has to be remembered about charges, and whose accounts are whose
 * @returns the provider and the bank; undefined without keys
 */
export function openStripe(
  { config }: Deps<Config>,
  { charges, accounts }: { charges: ProviderCharges; accounts: StripeAccounts },
): { provider: Provider; bank: Bank } | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_PUBLISHABLE_KEY: publishableKey } = config;
  const { STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_URL: url, PAYMENT_TIMEOUT_MS: timeoutMs } = config;
  if (!secretKey || !publishableKey || !webhookSecret) return undefined;
  const client = stripeClient({ secretKey, url, timeoutMs });
  return {
    provider: makeStripe({ client, charges, publishableKey, webhookSecret }),
    bank: makeStripeBank({ client, accounts }),
  };
}

/**
 * Opens Razorpay.
 *
 * @param deps what the kit gives the service
 * @param charges what has to be remembered about charges
 * @returns the provider; undefined without keys
 */
export function openRazorpay({ config, now }: Deps<Config>, charges: ProviderCharges): Provider | undefined {
  const { RAZORPAY_KEY_ID: keyId, RAZORPAY_KEY_SECRET: keySecret, RAZORPAY_WEBHOOK_SECRET: webhookSecret } = config;
  if (!keyId || !keySecret || !webhookSecret) return undefined;
  const client = razorpayClient({ keyId, keySecret, url: config.RAZORPAY_URL, timeoutMs: config.PAYMENT_TIMEOUT_MS });
  return makeRazorpay({ client, charges, keyId, keySecret, webhookSecret, now });
}

/**
 * Makes the choice of a new payment's provider.
 *
 * @param allowed names of those that may charge, the usual one first
 * @param providers those that are set up
 * @returns a function from a buyer's token to the allowed provider that it comes from, or to the usual one, which will decline it
 */
export function chooser(allowed: string[], providers: ReadonlyMap<string, GuardedProvider>) {
  const open = allowed.map((name) => providers.get(name)).filter((one) => one !== undefined);
  const [usual] = open;
  if (!usual) throw new Error('None of the providers in PAYMENT_PROVIDERS is set up.');
  return (token: string | undefined): GuardedProvider =>
    open.find((one) => token !== undefined && one.takes(token)) ?? usual;
}
