import { erasedText } from '@credenza/contracts';
import type { Decision } from '@credenza/service-kit';
import { fulfilmentOf } from './fulfilment.ts';
import type { Address, Order, OrderEntry, StoredOrder } from './order-state.ts';
import type { Part } from './part.ts';

/**
 * @param order an order
 * @returns whether something about it is still to come: its payment, its parcels, money or pieces that go back, an argument
 */
export function isOpen(order: StoredOrder): boolean {
  const { status, sellerOrders, refund } = order;
  if (status === 'pending' || refund === 'pending') return true;
  if (sellerOrders.some((part) => part.refunds.some(({ settledAt }) => !settledAt))) return true;
  const returning = ({ returns }: Part) => returns.some(({ state }) => state === 'requested' || state === 'approved');
  const arguing = ({ disputes }: Part) => disputes.some(({ state }) => state === 'open');
  if (sellerOrders.some((part) => returning(part) || arguing(part))) return true;
  const fulfilment = fulfilmentOf(sellerOrders);
  return status === 'paid' && fulfilment !== 'delivered' && fulfilment !== 'canceled';
}

/** Details of these entries are what somebody has written, or lead to an address. */
const telling = new Set<OrderEntry['what']>([
  'shipped',
  'canceled',
  'reduced',
  'return-requested',
  'return-approved',
  'return-declined',
  'dispute-opened',
  'dispute-noted',
  'dispute-resolved',
]);

/** The country stays: tax goes by it. */
function withoutPerson({ country }: Address): Address {
  return { name: erasedText, line1: erasedText, city: erasedText, postalCode: erasedText, country };
}

function partWithoutPerson(part: Part): Part {
  const text = (said: string | undefined) => (said === undefined ? undefined : erasedText);
  return {
    ...part,
    parcels: part.parcels.map((parcel) => ({ ...parcel, tracking: text(parcel.tracking) })),
    cancellations: part.cancellations.map((one) => ({ ...one, reason: text(one.reason) })),
    returns: part.returns.map((one) => ({ ...one, reason: erasedText, note: text(one.note) })),
    disputes: part.disputes.map((one) => ({
      ...one,
      reason: erasedText,
      notes: one.notes.map((note) => ({ ...note, text: erasedText })),
      resolution: text(one.resolution),
    })),
  };
}

/**
 * Takes the buyer out of an order: the books keep its lines, amounts and ids.
 *
 * @param order an order
 * @returns the change, which nobody is told of; undefined when there is nobody in it any more
 */
export function pseudonymise(order: StoredOrder): Decision<Order> | undefined {
  if (order.shippingAddress.line1 === erasedText) return undefined;
  const { cancelDetail, timeline } = order;
  return {
    state: {
      shippingAddress: withoutPerson(order.shippingAddress),
      sellerOrders: order.sellerOrders.map(partWithoutPerson),
      timeline: timeline.map((one) => (one.detail && telling.has(one.what) ? { ...one, detail: erasedText } : one)),
      ...(cancelDetail !== undefined && { cancelDetail: erasedText }),
    },
    facts: [],
  };
}
