import type Razorpay from 'razorpay';
import { type Charge, type ChargeResult, type Provider, ProviderRefusal } from './provider.ts';
import { toProvider } from './provider-amount.ts';
import type { ProviderCharge, ProviderCharges } from './provider-charge.store.ts';
import { capture, createOrder, giveBack, paymentsOf, type RazorpayPayment, razorpayFee } from './razorpay-payments.ts';
import { isProof } from './razorpay-signature.ts';
import { razorpayStatement } from './razorpay-statement.ts';
import { readRazorpayWebhook } from './razorpay-webhook.ts';

/** The token of a buyer who pays in Razorpay's form: there is nothing to say before the form is filled in. */
export const razorpayToken = 'razorpay_checkout';

/** What Razorpay needs from us. */
export interface RazorpayParts {
  client: Razorpay;
  charges: ProviderCharges;
  keyId: string;
  keySecret: string;
  webhookSecret: string;
  now(): Date;
}

/**
 * Makes the provider Razorpay. A charge is an order that the buyer pays in Razorpay's form. An order cannot be called off there, so
 * nothing is captured by itself: we take a payment's money only after writing down which one, unless the charge was called off before,
 * and Razorpay gives back by itself what we do not take.
 *
 * @param parts the client, our notes, the secrets and the clock
 * @returns the provider
 */
export function makeRazorpay(parts: RazorpayParts): Provider {
  const { client, charges } = parts;
  return {
    name: 'razorpay',
    takes: (token) => token === razorpayToken,

    async charge(charge) {
      if (charge.amount === 0) return { status: 'approved', reference: `free_${charge.key}`, fee: 0 };
      const known = (await charges.find(charge.key)) ?? (await open(charge, parts));
      if (!known) return { status: 'declined', reference: charge.key, reason: 'amount_not_supported' };
      if (known.name === undefined) return { status: 'canceled' };
      if (known.amount !== charge.amount || known.currency !== charge.currency)
        throw new ProviderRefusal(`The key ${charge.key} belongs to another charge.`);
      return await standing(known, parts);
    },

    async find(key) {
      const known = await charges.find(key);
      return known && (await standing(known, parts));
    },

    async cancel(key) {
      return await standing(await charges.cancel(key), parts);
    },

    async refund(refund) {
      const name = (await charges.find(refund.key))?.name;
      const payment = name === undefined ? undefined : (await paymentsOf(client, name)).find(isTaken);
      if (!payment) throw new ProviderRefusal(`Nothing was charged under ${refund.key}.`);
      return await giveBack(client, payment.id, refund);
    },

    async proves(key, proof) {
      const known = await charges.find(key);
      return known?.name === proof.orderId && isProof(proof, parts.keySecret);
    },

    verifyWebhook: (body, headers, now) => readRazorpayWebhook(parts, body, headers, now),
    statement: (since, until) => razorpayStatement(parts, since, until),
  };
}

/** Begins a charge; undefined when Razorpay cannot charge that amount at all. */
async function open(charge: Charge, { client, charges }: RazorpayParts): Promise<ProviderCharge | undefined> {
  const { key: _id, amount, currency } = charge;
  const units = toProvider(amount, currency);
  if (units === undefined) return undefined;
  return await charges.enter({ _id, name: await createOrder(client, charge, units), amount, currency });
}

/** How a charge stands at Razorpay now; what the buyer has agreed to is taken, unless the charge has ended. */
async function standing(known: ProviderCharge, parts: RazorpayParts): Promise<ChargeResult> {
  const { _id: key, name: orderId, ended, taking } = known;
  if (orderId === undefined) return { status: 'canceled' };
  const payments = await paymentsOf(parts.client, orderId);
  const taken = payments.find(isTaken);
  if (taken) return approved(taken);
  if (ended !== undefined) return { status: 'canceled' };
  if (taking === undefined) {
    const agreed = payments.find(({ status }) => status === 'authorized');
    if (agreed) return await standing(await parts.charges.take(key, agreed.id), parts);
    const buyerStep = { provider: 'razorpay' as const, orderId, keyId: parts.keyId };
    return { status: 'pending', reference: orderId, buyerStep };
  }
  const chosen = payments.find(({ id }) => id === taking);
  if (chosen?.status === 'authorized') return approved(await capture(parts.client, chosen));
  // It has failed, or waited so long for us that Razorpay has let it go: the buyer may try another card.
  if (chosen) await parts.charges.giveUp(key, taking);
  return { status: 'pending', reference: orderId };
}

function isTaken({ captured }: RazorpayPayment): boolean {
  return captured === true;
}

function approved(payment: RazorpayPayment): ChargeResult {
  const fee = razorpayFee(payment);
  return fee === undefined
    ? { status: 'pending', reference: payment.id }
    : { status: 'approved', reference: payment.id, fee };
}
