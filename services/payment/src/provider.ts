import type { IncomingHttpHeaders } from 'node:http';
import { Reject } from '@credenza/service-kit';
import { z } from 'zod';
import type { StatementRow } from './provider-statement.ts';

/** What the buyer's browser needs to agree to a charge in the provider's own form. */
export const BuyerStep = z
  .discriminatedUnion('provider', [
    z.object({ provider: z.literal('stripe'), clientSecret: z.string(), publishableKey: z.string() }),
    z.object({ provider: z.literal('razorpay'), orderId: z.string(), keyId: z.string() }),
  ])
  .meta({ description: "what the provider's script in the buyer's browser needs; the buyer alone sees it" });
export type BuyerStep = z.infer<typeof BuyerStep>;

/** What Razorpay's form hands to the buyer's browser, to be shown to us. */
export const CheckoutProof = z.strictObject({
  orderId: z.string().min(1).max(100),
  paymentId: z.string().min(1).max(100),
  signature: z.string().min(1).max(200),
});
export type CheckoutProof = z.infer<typeof CheckoutProof>;

/** What a provider says about a charge; `pending` is the only answer that may change later. */
export type ChargeResult =
  | { status: 'approved'; reference: string /** The provider's share, in minor units. */; fee: number }
  | { status: 'declined'; reference: string; reason: string }
  | { status: 'pending'; reference: string /** Missing when only time is. */; buyerStep?: BuyerStep | undefined }
  | { status: 'canceled' };

/** Money to take from a buyer. */
export interface Charge {
  /** The idempotency key: one key is charged at most once, however often it is asked for. */
  key: string;
  /** What the provider's own form on the buyer's side has made of the card. */
  token: string;
  /** Minor units of the currency; 0 is approved without taking anything. */
  amount: number;
  currency: string;
}

/** Money to give back: a part of a charge, or what is left of it. */
export interface Refund {
  /** The key of the charge. */
  key: string;
  /** The refund's own idempotency key; a charge may have several refunds. */
  refundId: string;
  /** Minor units of the currency. */
  amount: number;
  currency: string;
}

/** What a provider's signed webhook says. */
export interface WebhookEvent {
  /** The provider's id of this message; the same message may come again under the same id. */
  id: string;
  /** The charge that something has happened to; missing when the message is about nothing of ours. */
  charge?: {
    key: string;
    /** Minor units of the currency. */
    amount: number;
    currency: string;
    /** How it stands; missing when the message may be old, so that the provider has to be asked. */
    result?: ChargeResult;
  };
}

/**
 * A company that moves money. Every method may throw, and may then have done its work all the same: only asking again
 * under the same key tells. The signal aborts when nobody waits for the answer any more.
 */
export interface Provider {
  /** As it is written into payments, events and the address of its webhook. */
  name: string;
  /** Whether a buyer's token comes from this provider's form. */
  takes(token: string): boolean;
  /** Charges, or says what became of the charge with this key. */
  charge(charge: Charge, signal: AbortSignal): Promise<ChargeResult>;
  /**
   * Says what became of a charge, and takes the money that the buyer has agreed to give meanwhile; it never begins a charge, and
   * takes nothing after `cancel`. Undefined when there is none with this key.
   */
  find(key: string, signal: AbortSignal): Promise<ChargeResult | undefined>;
  /**
   * Makes sure that nothing will be charged under this key any more, also when the request to charge is still on its
   * way; says what became of the charge when it is too late for that.
   */
  cancel(key: string, signal: AbortSignal): Promise<ChargeResult>;
  /**
   * Gives money of a charge back, once per refund id and never more than was charged in all; returns the provider's name for the
   * refund.
   */
  refund(refund: Refund, signal: AbortSignal): Promise<string>;
  /**
   * Whether the proof in the buyer's hands is the provider's own and about this charge. A provider whose form hands out none takes no
   * proof: it is asked by the key anyway.
   */
  proves?(key: string, proof: CheckoutProof): Promise<boolean>;
  /**
   * @param body the exact bytes
   * @param headers of the request
   * @param now the time
   * @returns what it says; undefined when the provider has not sent it, or sent it too long ago
   * @throws Invalid when it is signed and cannot be read
   */
  verifyWebhook(body: Buffer, headers: IncomingHttpHeaders, now: Date): Promise<WebhookEvent | undefined>;
  /** What it has done in a period (`until` not included), by its own books. */
  statement(since: Date, until: Date): AsyncIterable<StatementRow>;
}

/**
 * The provider has understood the request and will not do it. Nothing is wrong with the line, so asking again at once is
 * no use: a person has to look.
 */
export class ProviderRefusal extends Reject {}
