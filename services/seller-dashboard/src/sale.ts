import type { OrderId } from '@credenza/contracts';
import type { Note, Notes } from './note.ts';

/** Some pieces of one bought line. */
export interface Pieces {
  lineId: string;
  variantId: string;
  productId: string;
  units: number;
}

/** A bought line of one shop; `sales` is its list price less what the shop took off, in minor units. */
export interface SoldLine extends Pieces {
  title: string;
  variantTitle: string;
  sales: number;
}

/** The shop's part of an order was paid; amounts in minor units. */
export interface Paid extends Note {
  what: 'paid';
  sellerOrderId?: string | undefined;
  currency: string;
  /** ISO 3166-1 alpha-2; unknown for orders from before it was told. */
  country?: string | undefined;
  /** What the buyer paid for this part. */
  total: number;
  /** What the shop gets of it: goods, shipping and tax on top, less the commission. */
  share: number;
  commission: number;
  /** What the marketplace paid of the price. */
  marketDiscount: number;
  /** What the shop gets for sending. */
  shipping: number;
  tax: number;
  lines: SoldLine[];
}

/** The kinds of money back. */
export type BackKind = 'canceled' | 'returned' | 'dispute';

/** Money went back to the buyer, for pieces or after a dispute; amounts in minor units. */
export interface Back extends Note {
  what: 'back';
  refundId: string;
  kind: BackKind;
  currency: string;
  amount: number;
  shop: number;
  commission: number;
  marketDiscount: number;
  pieces: Pieces[];
  /** Whether the pieces can be sold again. */
  restock: boolean;
}

/** A parcel has left. */
export interface Sent extends Note {
  what: 'sent';
  pieces: Pieces[];
}

/** Something else happened to the shop's part of an order; the key says what. */
export interface Step extends Note {
  what: 'step';
}

export type SaleNote = Paid | Back | Sent | Step;

/** Money back as the figures count it. */
export interface BackRow extends Pick<Back, 'at' | 'kind' | 'amount' | 'shop' | 'commission' | 'restock'> {
  /** The whole rest of the order was canceled. */
  whole: boolean;
  /** Not known to have reached the buyer yet, in minor units. */
  onTheWay: number;
  units: number;
  pieces: Pieces[];
}

/** A line with what of it is left to send. */
export interface LineRow extends SoldLine {
  left: number;
}

/** A shop's part of an order as the figures need it, made from its notes alone. */
export interface SaleRow {
  orderId: string;
  sellerOrderId?: string | undefined;
  /** When it was paid; missing until that is known. */
  soldAt?: Date | undefined;
  currency: string;
  country?: string | undefined;
  units: number;
  sales: number;
  shipping: number;
  tax: number;
  commission: number;
  share: number;
  lines: LineRow[];
  /** The same by product. */
  products: { productId: string; title: string; units: number; sales: number }[];
  backs: BackRow[];
  /** Something is left to send. */
  open: boolean;
  acceptedAt?: Date | undefined;
  /** Returns that were asked for and neither declined nor received. */
  openReturns: number;
  openDisputes: number;
}

/** What notes about a sale are kept under. */
export const saleKeys = {
  paid: 'paid',
  canceled: 'canceled',
  accepted: 'accepted',
  sent: (parcelId: string) => `sent:${parcelId}`,
  arrived: (parcelId: string) => `arrived:${parcelId}`,
  back: (refundId: string) => `back:${refundId}`,
  settled: (refundId: string) => `settled:${refundId}`,
  requested: (returnId: string) => `requested:${returnId}`,
  approved: (returnId: string) => `approved:${returnId}`,
  declined: (returnId: string) => `declined:${returnId}`,
  received: (returnId: string) => `received:${returnId}`,
  opened: (disputeId: string) => `opened:${disputeId}`,
  resolved: (disputeId: string) => `resolved:${disputeId}`,
};

/**
 * @param orderId an order
 * @param sellerId a shop
 * @returns the id of the sheet of the shop's part
 */
export function saleId(orderId: OrderId, sellerId: string): string {
  return `${orderId}:${sellerId}`;
}

/**
 * Works out a shop's part of an order.
 *
 * @param id the sheet's id
 * @param notes all that is known
 * @returns the row
 */
export function saleRow(id: string, notes: Notes<SaleNote>): SaleRow {
  const paid = notes.paid?.what === 'paid' ? notes.paid : undefined;
  const backs = Object.values(notes).flatMap((note) => (note.what === 'back' ? [note] : []));
  const lines = paid ? linesLeft(paid, notes) : [];
  return {
    orderId: id.slice(0, id.indexOf(':')),
    sellerOrderId: paid?.sellerOrderId,
    soldAt: paid?.at,
    currency: paid?.currency ?? backs[0]?.currency ?? '',
    country: paid?.country,
    units: sum(lines.map(({ units }) => units)),
    sales: sum(lines.map(({ sales }) => sales)),
    shipping: paid?.shipping ?? 0,
    tax: paid?.tax ?? 0,
    commission: paid?.commission ?? 0,
    share: paid?.share ?? 0,
    lines,
    products: byProduct(lines),
    backs: [
      ...backs.map((back) => backRow(back, saleKeys.settled(back.refundId) in notes)),
      ...(paid && notes.canceled ? [restOf(paid, notes.canceled.at, backs)] : []),
    ],
    open: lines.some(({ left }) => left > 0),
    acceptedAt: notes.accepted?.at,
    openReturns: openCount(notes, saleKeys.requested, [saleKeys.declined, saleKeys.received]),
    openDisputes: openCount(notes, saleKeys.opened, [saleKeys.resolved]),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function backRow(back: Back, settled: boolean): BackRow {
  const { at, kind, amount, shop, commission, pieces, restock } = back;
  const units = sum(pieces.map((one) => one.units));
  const onTheWay = settled ? 0 : amount;
  return { at, kind, amount, shop, commission, restock, whole: false, onTheWay, units, pieces };
}

/** A canceled order gives back what has not gone back before; no event of its own tells when that has arrived. */
function restOf(paid: Paid, at: Date, backs: Back[]): BackRow {
  const less = (whole: number, field: 'amount' | 'shop' | 'commission') =>
    Math.max(0, whole - sum(backs.map((back) => back[field])));
  const pieces = paid.lines
    .map(({ lineId, variantId, productId, units }) => ({
      lineId,
      variantId,
      productId,
      units:
        units -
        countOf(
          lineId,
          backs.flatMap((back) => back.pieces),
        ),
    }))
    .filter(({ units }) => units > 0);
  return {
    at,
    kind: 'canceled',
    amount: less(paid.total, 'amount'),
    shop: less(paid.share, 'shop'),
    commission: less(paid.commission, 'commission'),
    restock: true,
    whole: true,
    onTheWay: 0,
    units: sum(pieces.map(({ units }) => units)),
    pieces,
  };
}

function countOf(lineId: string, pieces: Pieces[]): number {
  return sum(pieces.filter((one) => one.lineId === lineId).map(({ units }) => units));
}

/** Returned pieces were sent before; canceled ones never will be. */
function linesLeft(paid: Paid, notes: Notes<SaleNote>): LineRow[] {
  const gone = Object.values(notes).flatMap((note) => {
    if (note.what === 'sent') return note.pieces;
    return note.what === 'back' && note.kind === 'canceled' ? note.pieces : [];
  });
  return paid.lines.map((line) => ({
    ...line,
    left: notes.canceled ? 0 : Math.max(0, line.units - countOf(line.lineId, gone)),
  }));
}

function byProduct(lines: SoldLine[]): SaleRow['products'] {
  return [...Map.groupBy(lines, ({ productId }) => productId)].map(([productId, group]) => ({
    productId,
    title: group[0]?.title ?? '',
    units: sum(group.map(({ units }) => units)),
    sales: sum(group.map(({ sales }) => sales)),
  }));
}

type KeyOf = (id: string) => string;

function openCount(notes: Notes<SaleNote>, begun: KeyOf, ended: KeyOf[]): number {
  const ids = Object.keys(notes).flatMap((key) => (key.startsWith(begun('')) ? [key.slice(begun('').length)] : []));
  return ids.filter((id) => !ended.some((end) => end(id) in notes)).length;
}
