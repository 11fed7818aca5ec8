import type { DisputeId, LineId, ParcelId, Refund, RefundId, ReturnId, SellerOrder } from '@credenza/contracts';
import { z } from 'zod';

export const PartState = z
  .enum(['new', 'accepted', 'packed', 'shipped', 'delivered', 'canceled'])
  .meta({ description: 'shipped: nothing is left to send; delivered: everything sent has arrived' });
export type PartState = z.infer<typeof PartState>;

/** What can happen to a seller order: the shop's own steps, and what follows from its pieces. */
export type PartStep = 'accept' | 'pack' | 'allSent' | 'allArrived' | 'allCanceled';

/** The whole life of a seller order. What is not in the table changes nothing. */
export const partTransitions: Record<PartState, Partial<Record<PartStep, PartState>>> = {
  new: { accept: 'accepted', allCanceled: 'canceled' },
  accepted: { pack: 'packed', allCanceled: 'canceled' },
  packed: { allSent: 'shipped', allArrived: 'delivered', allCanceled: 'canceled' },
  shipped: { allArrived: 'delivered' },
  delivered: {},
  canceled: {},
};

/** So many pieces of one line. */
export interface Pieces {
  lineId: LineId;
  quantity: number;
}

/** Who did something to an order. */
export const Party = z.enum(['buyer', 'seller', 'admin', 'system']);
export type Party = z.infer<typeof Party>;

/** What a shop has sent at once. */
export interface Parcel {
  parcelId: ParcelId;
  /** Who sent the command under which Idempotency-Key: repeated, it finds what its first run made. */
  key: string;
  carrier: string;
  tracking?: string | undefined;
  pieces: Pieces[];
  sentAt: Date;
  /** When it is taken to have arrived although nobody has said so; gone once it has. */
  dueAt?: Date | undefined;
  deliveredAt?: Date | undefined;
  deliveredBy?: Party | undefined;
}

/** Pieces that will not be sent. */
export interface Cancellation {
  key: string;
  at: Date;
  by: Exclude<Party, 'system'>;
  reason?: string | undefined;
  pieces: Pieces[];
  refundId: RefundId;
}

/** Pieces that the buyer sends back. */
export interface Return {
  returnId: ReturnId;
  key: string;
  state: 'requested' | 'approved' | 'declined' | 'received';
  pieces: Pieces[];
  reason: string;
  requestedAt: Date;
  decidedAt?: Date | undefined;
  note?: string | undefined;
  receivedAt?: Date | undefined;
  restock?: boolean | undefined;
  refundId?: RefundId | undefined;
}

/** What a buyer and a shop do not agree about. */
export interface Dispute {
  disputeId: DisputeId;
  key: string;
  state: 'open' | 'refunded' | 'dismissed';
  reason: string;
  /** The declined return that it is about; missing when the pieces did not arrive. */
  returnId?: ReturnId | undefined;
  openedAt: Date;
  notes: { key: string; at: Date; by: Exclude<Party, 'system'>; text: string }[];
  resolvedAt?: Date | undefined;
  resolution?: string | undefined;
  refundId?: RefundId | undefined;
}

/** Money of a seller order that goes back. */
export interface PartRefund extends Omit<Refund, 'paymentId'> {
  why: 'canceled' | 'return' | 'dispute' | 'payment';
  at: Date;
  /** When it was back with the buyer. */
  settledAt?: Date | undefined;
}

/** One shop's part of an order: what was agreed at the purchase, and everything that has happened to it. */
export interface Part extends SellerOrder {
  state: PartState;
  /** Counts its own changes, so that the shops of an order do not stand in each other's way. */
  version: number;
  parcels: Parcel[];
  cancellations: Cancellation[];
  returns: Return[];
  disputes: Dispute[];
  refunds: PartRefund[];
}

/**
 * @param agreed a seller order as it was frozen at the purchase
 * @returns the part, to which nothing has happened yet
 */
export function openPart(agreed: SellerOrder): Part {
  return {
    ...agreed,
    state: 'new',
    version: 1,
    parcels: [],
    cancellations: [],
    returns: [],
    disputes: [],
    refunds: [],
  };
}

/**
 * @param part a seller order
 * @returns the same after the whole order was canceled
 */
export function cancelPart(part: Part): Part {
  const state = partTransitions[part.state].allCanceled;
  return state ? { ...part, state, version: part.version + 1 } : part;
}

/**
 * @param part a seller order
 * @param key whose Idempotency-Key
 * @returns whether a command under that key has done something here: then it is a repetition, whatever version it has seen
 */
export function hasHeard(part: Part, key: string): boolean {
  const notes = part.disputes.flatMap((one) => one.notes);
  const keyed = [...part.parcels, ...part.cancellations, ...part.returns, ...part.disputes, ...notes];
  return keyed.some((one) => one.key === key);
}
