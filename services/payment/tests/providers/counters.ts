import type { OrderId } from '@credenza/contracts';
import { expect } from '@jest/globals';
import { paymentIdOf } from '../../src/payment.ts';
import { openRazorpayStandIn, proofOf, razorpayWebhook } from './razorpay-stand-in.ts';
import type { StandIn } from './stand-in.ts';
import { openStripeStandIn, stripeWebhook } from './stripe-stand-in.ts';

/** What may be different about a webhook. */
export interface About {
  at?: Date;
  secret?: string;
  amount?: number;
  /** Old news: that the charge has failed. */
  failed?: boolean;
}

/** A real provider's counter, where the service's tests pay. */
export interface Counter {
  name: string;
  env: Record<string, string>;
  wire: StandIn;
  /** The buyer has something to do in the form before there is a charge. */
  token: string;
  /** The request that opens a charge, and the one that takes the money. */
  opens: RegExp;
  takes: RegExp;
  /** What the browser must not show to anybody but the buyer. */
  step: object;
  /** Whether the buyer can do something. */
  waits(orderId: OrderId): boolean;
  /** How often the provider was asked about the order's charge. */
  asked(orderId: OrderId): number;
  /** The buyer does it. */
  agrees(orderId: OrderId): void;
  /** What the browser says when it is back. */
  back(orderId: OrderId): object;
  webhook(orderId: OrderId, about?: About): { body: string; headers: Record<string, string> };
  books(orderId: OrderId): { taken: number; given: number };
}

async function stripeCounter(): Promise<Counter> {
  const there = await openStripeStandIn();
  const intents = (orderId: OrderId) => there.intentOf(paymentIdOf(orderId));
  return {
    name: 'stripe',
    env: there.env,
    wire: there,
    token: 'pm_card_authenticationRequired',
    opens: /POST .*intents$/,
    takes: /POST .*confirm$/,
    step: { provider: 'stripe', clientSecret: expect.stringContaining('_secret_'), publishableKey: 'pk_test_stand_in' },
    waits: (orderId) => intents(orderId).some(({ status }) => status === 'requires_action'),
    asked: (orderId) => intents(orderId).reduce((sum, { id }) => sum + there.askedAbout(id), 0),
    agrees: (orderId) => there.authenticate(paymentIdOf(orderId), true),
    back: () => ({}),
    webhook(orderId, about = {}) {
      const [intent] = intents(orderId);
      if (!intent) throw new Error('no intent');
      const said = { ...intent, amount: about.amount ?? intent.amount };
      return stripeWebhook(said, { ...about, ...(about.failed && { type: 'payment_intent.payment_failed' }) });
    },
    books(orderId) {
      const given = there.refunds.filter(({ metadata }) => metadata.key === paymentIdOf(orderId));
      const taken = intents(orderId).filter(({ status }) => status === 'succeeded').length;
      return { taken, given: given.reduce((sum, { amount }) => sum + amount, 0) };
    },
  };
}

async function razorpayCounter(): Promise<Counter> {
  const there = await openRazorpayStandIn();
  // Of orders whose answers got lost, nobody knows the id: the buyer is shown the last one.
  const orders = (orderId: OrderId) => there.ordersOf(paymentIdOf(orderId)).slice(-1);
  const payments = (orderId: OrderId) =>
    there.payments.filter(({ order_id }) => orders(orderId).some(({ id }) => id === order_id));
  return {
    name: 'razorpay',
    env: there.env,
    wire: there,
    token: 'razorpay_checkout',
    opens: /POST .*orders$/,
    takes: /POST .*capture$/,
    step: { provider: 'razorpay', orderId: expect.stringMatching(/^order_/), keyId: 'rzp_test_stand_in' },
    waits: (orderId) => orders(orderId).some(({ status }) => status === 'created'),
    asked: (orderId) => orders(orderId).reduce((sum, { id }) => sum + there.askedAbout(id), 0),
    agrees(orderId) {
      for (const { id } of orders(orderId)) there.pay(id);
    },
    back(orderId) {
      const [payment] = payments(orderId);
      return payment ? { proof: proofOf(payment.order_id, payment.id) } : {};
    },
    webhook(orderId, about = {}) {
      const [order] = orders(orderId);
      if (!order) throw new Error('no order');
      const [payment] = payments(orderId);
      const said = { order_id: order.id, currency: order.currency, id: payment?.id ?? 'pay_none' };
      const amount = about.amount ?? order.amount;
      return razorpayWebhook({ ...said, amount }, { ...about, ...(about.failed && { event: 'payment.failed' }) });
    },
    books(orderId) {
      const taken = payments(orderId).filter(({ captured }) => captured);
      return { taken: taken.length, given: taken.reduce((sum, one) => sum + one.amount_refunded, 0) };
    },
  };
}

export const counters: Record<string, () => Promise<Counter>> = { stripe: stripeCounter, razorpay: razorpayCounter };
