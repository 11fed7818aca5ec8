import type { IncomingHttpHeaders } from 'node:http';
import { Reject } from '@credenza/service-kit';

/** What a provider says about a charge; `pending` is the only answer that may change later. */
export type ChargeResult =
  | { status: 'approved'; reference: string /** The provider's share, in minor units. */; fee: number }
  | { status: 'declined'; reference: string; reason: string }
  | { status: 'pending'; reference: string }
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
  /** The key of the charge. */
  key: string;
  /** Minor units of the currency. */
  amount: number;
  currency: string;
  result: ChargeResult;
}

/**
 * A company that moves money. Every method may throw, and may then have done its work all the same: only asking again
 * under the same key tells. The signal aborts when nobody waits for the answer any more.
 */
export interface Provider {
  /** As it is written into payments, events and the address of its webhook. */
  name: string;
  /** Charges, or says what became of the charge with this key. */
  charge(charge: Charge, signal: AbortSignal): Promise<ChargeResult>;
  /** Says what became of a charge without ever charging; undefined when there is none with this key. */
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
   * @param body the exact bytes
   * @param headers of the request
   * @param now the time
   * @returns what it says; undefined when the provider has not sent it, or sent it too long ago
   */
  verifyWebhook(body: Buffer, headers: IncomingHttpHeaders, now: Date): WebhookEvent | undefined;
}

/**
 * The provider has understood the request and will not do it. Nothing is wrong with the line, so asking again at once is
 * no use: a person has to look.
 */
export class ProviderRefusal extends Reject {}
