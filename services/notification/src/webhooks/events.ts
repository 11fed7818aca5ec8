import {
  disputeOpened,
  disputeResolved,
  type Envelope,
  type EventContract,
  type OrderLine,
  orderCanceled,
  orderDelivered,
  orderPaid,
  orderReduced,
  orderShipped,
  payoutReturned,
  payoutSettled,
  returnReceived,
  returnRequested,
  stockLow,
  type UserId,
} from '@credenza/contracts';
import { z } from 'zod';
import type { EventFor } from '../message.ts';
import { linesBySeller } from '../order-lines.ts';

/** What one shop is told. */
export interface ShopFact {
  sellerId: UserId;
  data: Record<string, unknown>;
}

type Entry = (event: Envelope) => ShopFact[];

function entry<Schema extends z.ZodType>(
  contract: EventContract<string, Schema>,
  factsOf: (data: z.output<Schema>) => ShopFact[],
): Entry {
  return (event) => factsOf(contract.schema.parse(event.data));
}

type Order = EventFor<typeof orderPaid>['data'] | EventFor<typeof orderCanceled>['data'];

/** Each shop's own part, without the others' and without who buys. */
function partsOf(order: Order): { sellerId: UserId; data: Record<string, unknown> & { lines: OrderLine[] } }[] {
  const { orderId, currency, destination, taxIncluded, sellerOrders } = order;
  return [...linesBySeller(order.lines)].map(([sellerId, lines]) => ({
    sellerId,
    data: {
      orderId,
      sellerId,
      currency,
      lines,
      destination,
      taxIncluded,
      sellerOrder: sellerOrders?.find((part) => part.sellerId === sellerId),
    },
  }));
}

function withoutBuyer<Data extends { sellerId: UserId; buyerId: UserId }>({
  buyerId: _buyer,
  ...data
}: Data): ShopFact[] {
  return [{ sellerId: data.sellerId, data }];
}
const asItIs = <Data extends { sellerId: UserId }>(data: Data): ShopFact[] => [{ sellerId: data.sellerId, data }];

/** Every event that a shop can have sent to a system of its own, and what of it is the shop's. */
export const webhookEvents = {
  'order.paid': entry(orderPaid, partsOf),
  // One that was never paid was never the shop's to send.
  'order.canceled': entry(orderCanceled, (order) =>
    order.paymentId === undefined
      ? []
      : partsOf(order).map(({ sellerId, data }) => ({ sellerId, data: { ...data, reason: order.reason } })),
  ),
  'order.reduced': entry(orderReduced, withoutBuyer),
  'order.shipped': entry(orderShipped, withoutBuyer),
  'order.delivered': entry(orderDelivered, withoutBuyer),
  'return.requested': entry(returnRequested, withoutBuyer),
  'return.received': entry(returnReceived, withoutBuyer),
  'dispute.opened': entry(disputeOpened, withoutBuyer),
  'dispute.resolved': entry(disputeResolved, withoutBuyer),
  'stock.low': entry(stockLow, asItIs),
  'payout.settled': entry(payoutSettled, asItIs),
  'payout.returned': entry(payoutReturned, asItIs),
} satisfies Record<string, Entry>;

/** The events' names. */
export const WebhookEvent = z.enum(Object.keys(webhookEvents) as [keyof typeof webhookEvents]);
export type WebhookEvent = keyof typeof webhookEvents;
