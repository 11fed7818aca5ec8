import { Amount, DisputeId, LineId, ParcelId, Quantity, RefundId, ReturnId, SellerOrder } from '@credenza/contracts';
import { z } from 'zod';
import { type Dispute, type Part, PartState, Party } from './part.ts';

const at = z.iso.datetime();

/** Some pieces of lines, as they come and go. */
const PiecesView = z.array(z.object({ lineId: LineId, quantity: Quantity }));

const ParcelView = z.object({
  parcelId: ParcelId,
  carrier: z.string(),
  tracking: z.string().optional(),
  pieces: PiecesView,
  sentAt: at,
  dueAt: at.optional().meta({ description: 'when it counts as delivered although nobody has said so' }),
  deliveredAt: at.optional(),
  deliveredBy: Party.optional(),
});

const CancellationView = z.object({
  at,
  by: Party,
  reason: z.string().optional(),
  pieces: PiecesView,
  refundId: RefundId,
});

const ReturnView = z.object({
  returnId: ReturnId,
  state: z.enum(['requested', 'approved', 'declined', 'received']),
  pieces: PiecesView,
  reason: z.string(),
  requestedAt: at,
  decidedAt: at.optional(),
  note: z.string().optional().meta({ description: "the shop's word" }),
  receivedAt: at.optional(),
  refundId: RefundId.optional(),
});

/** A dispute with everything that was said in it. */
export const DisputeView = z.object({
  disputeId: DisputeId,
  state: z.enum(['open', 'refunded', 'dismissed']),
  reason: z.string(),
  returnId: ReturnId.optional(),
  openedAt: at,
  notes: z.array(z.object({ at, by: Party, text: z.string() })),
  resolvedAt: at.optional(),
  resolution: z.string().optional(),
  refundId: RefundId.optional(),
});

/** One shop's part of an order as its buyer sees it. */
export const PartView = SellerOrder.extend({
  state: PartState,
  parcels: z.array(ParcelView),
  cancellations: z.array(CancellationView),
  returns: z.array(ReturnView),
  disputes: z.array(DisputeView),
  refunds: z.array(
    z.object({
      refundId: RefundId,
      amount: Amount,
      why: z.enum(['canceled', 'return', 'dispute', 'payment']),
      at,
      settledAt: at.optional().meta({ description: 'when it was back with the buyer' }),
    }),
  ),
});

const iso = (date: Date | undefined) => date?.toISOString();

/**
 * @param part a seller order
 * @returns what its buyer sees
 */
export function partView(part: Part): z.output<typeof PartView> {
  return {
    ...SellerOrder.parse(part),
    state: part.state,
    parcels: part.parcels.map(({ key: _key, sentAt, dueAt, deliveredAt, ...parcel }) => ({
      ...parcel,
      sentAt: sentAt.toISOString(),
      dueAt: iso(dueAt),
      deliveredAt: iso(deliveredAt),
    })),
    cancellations: part.cancellations.map(({ key: _key, ...one }) => ({ ...one, at: one.at.toISOString() })),
    returns: part.returns.map(({ key: _key, restock: _restock, requestedAt, decidedAt, receivedAt, ...one }) => ({
      ...one,
      requestedAt: requestedAt.toISOString(),
      decidedAt: iso(decidedAt),
      receivedAt: iso(receivedAt),
    })),
    disputes: part.disputes.map(disputeView),
    refunds: part.refunds.map(({ refundId, amount, why, at: since, settledAt }) => ({
      refundId,
      amount,
      why,
      at: since.toISOString(),
      settledAt: iso(settledAt),
    })),
  };
}

/**
 * @param dispute a dispute
 * @returns what everybody in it sees
 */
export function disputeView(dispute: Dispute): z.output<typeof DisputeView> {
  const { key: _key, openedAt, resolvedAt, notes, ...one } = dispute;
  return {
    ...one,
    openedAt: openedAt.toISOString(),
    resolvedAt: iso(resolvedAt),
    notes: notes.map(({ key: _noteKey, ...note }) => ({ ...note, at: note.at.toISOString() })),
  };
}
