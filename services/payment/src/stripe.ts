import type Stripe from 'stripe';
import {
  type BuyerStep,
  type Charge,
  type ChargeResult,
  type Provider,
  ProviderRefusal,
  type Refund,
} from './provider.ts';
import { toProvider } from './provider-amount.ts';
import type { ProviderCharge, ProviderCharges } from './provider-charge.store.ts';
import { cancelIntent, confirmIntent, createIntent, readIntent, stripeFee } from './stripe-intents.ts';
import { giveBack } from './stripe-refunds.ts';
import { stripeStatement } from './stripe-statement.ts';
import { readStripeWebhook } from './stripe-webhook.ts';

/** What Stripe needs from us. */
export interface StripeParts {
  client: Stripe;
  charges: ProviderCharges;
  publishableKey: string;
  webhookSecret: string;
}

/**
 * Makes the provider Stripe. A charge is a PaymentIntent: created without charging anything, written down under our key, then confirmed
 * with the buyer's payment method. So an intent that could take money is always one that we know.
 *
 * @param parts the client, our notes, and what the browser and the webhooks need
 * @returns the provider
 */
export function makeStripe(parts: StripeParts): Provider {
  const { client, charges } = parts;
  return {
    name: 'stripe',
    takes: (token) => token.startsWith('pm_'),

    async charge(charge) {
      if (charge.amount === 0) return { status: 'approved', reference: `free_${charge.key}`, fee: 0 };
      const opened = await open(charge, parts);
      if (!opened) return { status: 'declined', reference: charge.key, reason: 'amount_not_supported' };
      const { known } = opened;
      if (known.name === undefined) return { status: 'canceled' };
      if (known.amount !== charge.amount || known.currency !== charge.currency)
        throw new ProviderRefusal(`The key ${charge.key} belongs to another charge.`);
      const intent = opened.intent ?? (await readIntent(client, known.name));
      const untried = intent.status === 'requires_payment_method' && !intent.last_payment_error;
      if (known.ended !== undefined || !(untried || intent.status === 'requires_confirmation'))
        return await standing(known, parts, intent);
      const after = await confirmIntent(client, known.name, charge.token);
      if (after && 'declined' in after) return await standing(await charges.end(charge.key, after.declined), parts);
      return await standing(known, parts, after);
    },

    async find(key) {
      const known = await charges.find(key);
      return known && (await standing(known, parts));
    },

    async cancel(key) {
      return await standing(await charges.cancel(key), parts);
    },

    async refund(refund: Refund) {
      const name = (await charges.find(refund.key))?.name;
      if (name === undefined) throw new ProviderRefusal(`Nothing was charged under ${refund.key}.`);
      return await giveBack(client, name, refund);
    },

    verifyWebhook: (body, headers, now) => readStripeWebhook(parts, body, headers, now),
    statement: (since, until) => stripeStatement(client, since, until),
  };
}

/** Finds a charge or begins it; undefined when Stripe cannot charge that amount at all. */
async function open(
  charge: Charge,
  { client, charges }: StripeParts,
): Promise<{ known: ProviderCharge; intent?: Stripe.PaymentIntent | undefined } | undefined> {
  const { key: _id, amount, currency } = charge;
  const found = await charges.find(_id);
  if (found) return { known: found };
  const units = toProvider(amount, currency);
  if (units === undefined) return undefined;
  const intent = await createIntent(client, charge, units);
  const known = await charges.enter({ _id, name: intent.id, amount, currency });
  return { known, intent: known.name === intent.id ? intent : undefined };
}

/** How a charge stands at Stripe now; one that we have ended is canceled there first, unless it is too late for that. */
async function standing(
  known: ProviderCharge,
  parts: StripeParts,
  given?: Stripe.PaymentIntent,
): Promise<ChargeResult> {
  const { _id: key, name: reference, ended } = known;
  if (reference === undefined) return { status: 'canceled' };
  const intent = given ?? (await readIntent(parts.client, reference));
  if (intent.status === 'succeeded') return approved(intent);
  if (intent.status === 'canceled')
    return ended === undefined || ended === 'canceled'
      ? { status: 'canceled' }
      : { status: 'declined', reference, reason: ended };
  if (ended !== undefined) {
    const after = await cancelIntent(parts.client, reference);
    if (after.status === 'canceled' || after.status === 'succeeded') return await standing(known, parts);
    return { status: 'pending', reference };
  }
  // The buyer's bank has said no in the browser. Were the intent left open, the buyer could still pay with it.
  if (intent.status === 'requires_payment_method' && intent.last_payment_error) {
    const { decline_code, code } = intent.last_payment_error;
    return await standing(await parts.charges.end(key, decline_code || code || 'card_declined'), parts);
  }
  return { status: 'pending', reference, buyerStep: buyerStepOf(intent, parts) };
}

function approved(intent: Stripe.PaymentIntent): ChargeResult {
  const { id: reference, latest_charge: charge } = intent;
  const fee = charge && typeof charge !== 'string' ? stripeFee(charge) : undefined;
  return fee === undefined ? { status: 'pending', reference } : { status: 'approved', reference, fee };
}

function buyerStepOf(intent: Stripe.PaymentIntent, { publishableKey }: StripeParts): BuyerStep | undefined {
  if (intent.status !== 'requires_action' || intent.client_secret === null) return undefined;
  return { provider: 'stripe', clientSecret: intent.client_secret, publishableKey };
}
