import Stripe from 'stripe';
import { ProviderRefusal } from './provider.ts';

/** Where and as whom we speak to Stripe. */
export interface StripeAccess {
  secretKey: string;
  /** The API's address; another one than Stripe's own is for tests. */
  url: string;
  timeoutMs: number;
}

/**
 * Opens the official client. The version of the API is pinned to the one that the client's types describe, whatever the account's
 * default is. The client repeats nothing by itself but a request whose connection was closed: the guard's patience and the durable
 * retries do.
 *
 * @param access where and as whom
 * @returns the client
 */
export function stripeClient({ secretKey, url, timeoutMs }: StripeAccess): Stripe {
  const { protocol, hostname, port } = new URL(url);
  return new Stripe(secretKey, {
    apiVersion: '2026-10-28.endive',
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    protocol: protocol === 'http:' ? 'http' : 'https',
  });
}

/** Stripe is at something with the same object or key; the same question gets its answer soon. */
const busy = ['lock_timeout', 'idempotency_key_in_use', 'rate_limit'];

/**
 * Translates what Stripe's client throws. What it hangs on its errors (such as an intent with its client secret) stays here.
 *
 * @param work calls of the client
 * @returns what the work returns
 * @throws ProviderRefusal when Stripe understands the request and will not do it; Error when the same request may get through later
 */
export async function speaking<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const said = `${error.type} ${error.code ?? ''} ${error.message}`;
    if (isRefusal(error)) throw new ProviderRefusal(`Stripe refuses: ${said}`);
    throw new Error(`Stripe does not do it now: ${said} (${error.requestId ?? 'no request'})`);
  }
}

function isRefusal({ statusCode = 500, code = '' }: InstanceType<typeof Stripe.errors.StripeError>): boolean {
  return [400, 402, 404].includes(statusCode) && !busy.includes(code);
}
