import {
  CartId,
  type Envelope,
  EventId,
  envelope,
  type Fact,
  LineId,
  marketplaceCurrency,
  newId,
  OrderId,
  type orderPaid,
  PaymentId,
  RefundId,
  ReturnId,
  SellerOrderId,
  UserId,
} from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import { expect } from '@jest/globals';
import type { z } from 'zod';
import type { Told } from './samples.ts';

export const day = 86_400_000;
/** A Wednesday, at noon. */
export const noon = new Date('2026-11-25T12:00:00.000Z');

/**
 * @param days how many
 * @returns that long before noon
 */
export const ago = (days: number) => new Date(noon.getTime() - days * day);

/** Hands an event over as the sidecar does, as if it had happened at a time. */
export async function tellAt(
  kit: Pick<Harness<unknown>, 'http' | 'appToken'>,
  fact: Fact,
  about: { time?: Date; version?: number; id?: string } = {},
): Promise<Envelope> {
  const { time = noon, version = 1, id } = about;
  const sent = envelope(fact, { source: 'test', version, time });
  const event = { ...sent, ...(id !== undefined && { id: EventId.parse(id) }) };
  const { body } = await kit.http
    .post(`/events/${fact.type}`)
    .set('dapr-api-token', kit.appToken)
    .set('content-type', 'application/cloudevents+json')
    .send(JSON.stringify(event));
  expect(body.status).toBe('SUCCESS');
  return event;
}

type Paid = z.input<typeof orderPaid.schema>;

/** A paid order of one line. */
export function sale(told: Told, about: { quantity?: number; price?: number; buyerId?: string } = {}): Paid {
  const [variant] = told.variants;
  if (!variant) throw new Error('The product has no variant.');
  const { quantity = 1, price = variant.price.amount, buyerId = newId(UserId) } = about;
  const total = quantity * price;
  const line = {
    lineId: newId(LineId),
    variantId: variant.variantId,
    productId: told.productId,
    sellerId: told.sellerId,
    sellerName: told.sellerName,
    title: told.title,
    variantTitle: variant.title,
    quantity,
    unitPrice: price,
    total,
    commission: 0,
    commissionBasisPoints: 0,
  };
  return {
    orderId: newId(OrderId),
    buyerId,
    lines: [line],
    total,
    currency: marketplaceCurrency,
    cartId: newId(CartId),
    cartVersion: 1,
    paymentId: newId(PaymentId),
  };
}

/** Some pieces of such an order that go back. */
export function piecesOf(order: Paid, quantity: number) {
  const [line] = order.lines;
  if (!line) throw new Error('The order has no line.');
  const { lineId, variantId, productId, title, sellerId, sellerName } = line;
  return {
    orderId: order.orderId,
    sellerOrderId: newId(SellerOrderId),
    sellerId,
    sellerName,
    buyerId: order.buyerId,
    currency: order.currency,
    returnId: newId(ReturnId),
    pieces: [{ lineId, variantId, productId, title, quantity }],
    refund: {
      refundId: newId(RefundId),
      paymentId: order.paymentId,
      amount: quantity * line.unitPrice,
      shop: quantity * line.unitPrice,
      commission: 0,
      marketDiscount: 0,
    },
  };
}
