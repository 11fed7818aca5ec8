import type {
  AppliedPromotion,
  CancelReason,
  CartId,
  Currency,
  OrderLine,
  PaymentId,
  SellerOrderId,
  UserId,
} from '@credenza/contracts';
import { z } from 'zod';
import type { Part } from './part.ts';

/** Where the parcels go. */
export interface Address {
  name: string;
  line1: string;
  line2?: string | undefined;
  city: string;
  postalCode: string;
  country: string;
}

/** What can happen to an order, for its timeline. */
export const Happening = z.enum([
  'created',
  'payment-delayed',
  'paid',
  'canceled',
  'refunded',
  'accepted',
  'packed',
  'shipped',
  'delivered',
  'reduced',
  'return-requested',
  'return-approved',
  'return-declined',
  'return-received',
  'dispute-opened',
  'dispute-noted',
  'dispute-resolved',
  'refund-settled',
]);

/** What happened to an order, for its timeline. */
export interface OrderEntry {
  at: Date;
  what: z.infer<typeof Happening>;
  detail?: string | undefined;
  /** Missing for what happened to the whole order. */
  sellerOrderId?: SellerOrderId | undefined;
}

/** An order; money is in minor units of its currency. */
export interface Order {
  buyerId: UserId;
  status: 'pending' | 'paid' | 'canceled';
  cartId: CartId;
  cartVersion: number;
  lines: OrderLine[];
  /** What each shop has to do; their totals add up to `total`. */
  sellerOrders: Part[];
  promotions?: AppliedPromotion[] | undefined;
  /** False when the tax comes on top of the prices. */
  taxIncluded?: boolean | undefined;
  total: number;
  currency: Currency;
  shippingAddress: Address;
  createdAt: Date;
  /** Until then the order waits for its payment. */
  expiresAt: Date;
  /** Until then the pieces are held: a payment in the last second must find them. */
  heldUntil: Date;
  timeline: OrderEntry[];
  idempotencyKey: string;
  /** One order that is not canceled per version of a cart: a second checkout of the same content is a slip. */
  checkoutOf?: string | undefined;
  paymentId?: PaymentId | undefined;
  /** Set once the shops have something to do. */
  paidAt?: Date | undefined;
  cancelReason?: CancelReason | undefined;
  cancelDetail?: string | undefined;
  /** Money that goes back to the buyer: asked for, or arrived. */
  refund?: 'pending' | 'done' | undefined;
}

export type StoredOrder = Order & { _id: string; version: number };
