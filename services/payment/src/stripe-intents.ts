import Stripe from 'stripe';
import type { Charge } from './provider.ts';
import { fromProvider } from './provider-amount.ts';
import { speaking } from './stripe-client.ts';

/** What an attempt to charge a card came to, when the card or the token is to blame. */
export interface Declined {
  declined: string;
}

const withFee = { expand: ['latest_charge.balance_transaction'] };

/**
 * Creates an intent that charges nothing yet. Stripe forgets idempotency keys after a day; an intent made twice by that is only litter,
 * because nothing is confirmed before its name is written down.
 *
 * @param client Stripe's client
 * @param charge what it is for
 * @param units the amount in Stripe's units
 * @returns the intent
 */
export async function createIntent(client: Stripe, charge: Charge, units: number): Promise<Stripe.PaymentIntent> {
  const { key, currency } = charge;
  return await speaking(() =>
    client.paymentIntents.create(
      {
        amount: units,
        currency: currency.toLowerCase(),
        // Cards and the wallets that are cards: a bank debit that takes days would outlive every order.
        allowed_payment_method_types: ['card'],
        // With Stripe's default, automatic_async, the fee is not known yet when the charge is.
        capture_method: 'automatic',
        metadata: { key },
      },
      { idempotencyKey: key },
    ),
  );
}

/**
 * Reads an intent as it is now, with its fee.
 *
 * @param client Stripe's client
 * @param name the intent's id
 * @returns the intent
 */
export async function readIntent(client: Stripe, name: string): Promise<Stripe.PaymentIntent> {
  return await speaking(() => client.paymentIntents.retrieve(name, withFee));
}

/**
 * Charges an intent. No idempotency key: an intent is charged once by itself, and under a key Stripe would repeat an old failure.
 *
 * @param client Stripe's client
 * @param name the intent's id
 * @param token the buyer's payment method
 * @returns the intent as it is then, or why the card was not charged; undefined when another request has moved it on
 */
export async function confirmIntent(
  client: Stripe,
  name: string,
  token: string,
): Promise<Stripe.PaymentIntent | Declined | undefined> {
  try {
    return await client.paymentIntents.confirm(name, { payment_method: token, ...withFee });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError)
      return { declined: error.decline_code || error.code || 'card_declined' };
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      if (error.code === 'payment_intent_unexpected_state') return undefined;
      if (error.param === 'payment_method') return { declined: 'invalid_token' };
    }
    return await speaking(() => Promise.reject(error));
  }
}

/**
 * Cancels an intent, so that nobody who has its client secret can pay it any more.
 *
 * @param client Stripe's client
 * @param name the intent's id
 * @returns the intent as it is then: also one that was charged before
 */
export async function cancelIntent(client: Stripe, name: string): Promise<Stripe.PaymentIntent> {
  try {
    return await client.paymentIntents.cancel(name);
  } catch (error) {
    const late = error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state';
    return late ? await readIntent(client, name) : await speaking(() => Promise.reject(error));
  }
}

/**
 * Stripe's share of a charge. Stripe says it in the currency that it pays the marketplace in; the ledger has it in the charge's.
 *
 * @param charge a charge with its balance transaction
 * @returns the fee in minor units of the charge's currency; undefined when Stripe does not know it yet
 */
export function stripeFee(charge: Stripe.Charge): number | undefined {
  const entry = charge.balance_transaction;
  if (!entry || typeof entry === 'string') return undefined;
  const units = entry.amount === 0 ? 0 : (entry.fee * charge.amount) / entry.amount;
  return Math.max(0, fromProvider(units, charge.currency));
}
