import { newId, PaymentId, RefundId } from '@credenza/contracts';
import type { Connection } from 'mongoose';
import type { Charge, Provider } from '../../src/provider.ts';
import { ProviderCharges } from '../../src/provider-charge.store.ts';
import { makeRazorpay } from '../../src/razorpay.ts';
import { razorpayClient } from '../../src/razorpay-client.ts';
import { SandboxCharges } from '../../src/sandbox.store.ts';
import { makeSandbox } from '../../src/sandbox.ts';
import { SandboxTransfers } from '../../src/sandbox-bank.store.ts';
import { makeStripe } from '../../src/stripe.ts';
import { stripeClient } from '../../src/stripe-client.ts';
import { openRazorpayStandIn, razorpayKeys } from './razorpay-stand-in.ts';
import { openStripeStandIn, stripeKeys } from './stripe-stand-in.ts';

const timeoutMs = 2_000;

/** A provider, and the world behind it: its own books, its buyers and its line. */
export interface World {
  provider: Provider;
  /** A token whose buyer pays, one whose buyer has to do something first, and one that is declined. */
  tokens: { pays: string; waits: string; declined?: string };
  /** The buyer does what the provider's form asks for, as far as it still can be done. */
  buyerAgrees(charge: Charge): Promise<void>;
  /** What the provider's own books say: how often it has taken the money, and what it has given back. */
  books(charge: Charge): Promise<{ taken: number; given: number }>;
  /** A day passes, and the provider has forgotten every idempotency key. */
  forgetsKeys(): void;
  /** Lets the provider do the next thing of this kind and lose its answer; missing where the line is this process. */
  losesAnswerTo?: (what: 'create' | 'charge' | 'cancel' | 'refund') => void;
  close(): Promise<void>;
}

/** How each provider's world is made; every provider has to keep the promises of `provider-port.test.ts`. */
export const worlds: Record<string, (db: Connection) => Promise<World>> = {
  async sandbox(db) {
    const charges = new SandboxCharges(db);
    const transfers = new SandboxTransfers(db);
    return {
      provider: makeSandbox({ charges, transfers, secret: 'a secret', now: () => new Date() }),
      tokens: { pays: 'tok_approve', waits: 'tok_async', declined: 'tok_decline' },
      async buyerAgrees({ key }) {
        await charges.decide(key, 'approved', new Date());
      },
      async books({ key }) {
        const known = await charges.find(key);
        const given = (known?.refunds ?? []).reduce((sum, { amount }) => sum + amount, 0);
        return { taken: known?.status === 'approved' ? 1 : 0, given };
      },
      forgetsKeys() {},
      async close() {},
    };
  },

  async stripe(db) {
    const there = await openStripeStandIn();
    const client = stripeClient({ secretKey: stripeKeys.STRIPE_SECRET_KEY, url: there.url, timeoutMs });
    const charges = new ProviderCharges(db);
    const ways = {
      create: /POST .*intents$/,
      charge: /POST .*confirm$/,
      cancel: /POST .*cancel$/,
      refund: /POST .*refunds$/,
    };
    return {
      provider: makeStripe({ client, charges, publishableKey: 'pk_test', webhookSecret: 'whsec_test' }),
      tokens: { pays: 'pm_card_visa', waits: 'pm_card_authenticationRequired', declined: 'pm_card_insufficient' },
      async buyerAgrees({ key }) {
        if (there.intentOf(key).some(({ status }) => status === 'requires_action')) there.authenticate(key, true);
      },
      async books({ key }) {
        const intents = there.intentOf(key).filter(({ status }) => status === 'succeeded');
        const given = there.refunds.filter(({ metadata }) => metadata.key === key);
        return { taken: intents.length, given: given.reduce((sum, { amount }) => sum + amount, 0) };
      },
      forgetsKeys: there.forgetKeys,
      losesAnswerTo: (what) => there.becomes('loses', ways[what], 1),
      close: there.close,
    };
  },

  async razorpay(db) {
    const there = await openRazorpayStandIn();
    const { RAZORPAY_KEY_ID: keyId, RAZORPAY_KEY_SECRET: keySecret } = razorpayKeys;
    const client = razorpayClient({ keyId, keySecret, url: there.url, timeoutMs });
    const charges = new ProviderCharges(db);
    const ways = {
      create: /POST .*orders$/,
      charge: /POST .*capture$/,
      cancel: /GET .*payments$/,
      refund: /POST .*refund$/,
    };
    const now = () => new Date();
    return {
      provider: makeRazorpay({ client, charges, keyId, keySecret, webhookSecret: 'webhook', now }),
      tokens: { pays: 'razorpay_checkout', waits: 'razorpay_checkout' },
      async buyerAgrees({ key }) {
        for (const { id, status } of there.ordersOf(key)) if (status === 'created') there.pay(id);
      },
      async books({ key }) {
        const orders = there.ordersOf(key).map(({ id }) => id);
        const payments = there.payments.filter(({ order_id, captured }) => captured && orders.includes(order_id));
        return {
          taken: payments.length,
          given: payments.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0),
        };
      },
      forgetsKeys: there.forgetKeys,
      losesAnswerTo: (what) => there.becomes('loses', ways[what], 1),
      close: there.close,
    };
  },
};

/** A new charge. */
export function asked(token: string, amount = 5_000, currency = 'EUR'): Charge {
  return { key: newId(PaymentId), token, amount, currency };
}
/** A refund of all of a charge, or of a part. */
export function refundOf({ key, amount, currency }: Charge, part = amount, refundId: string = newId(RefundId)) {
  return { key, refundId, amount: part, currency };
}
