import {
  BatchId,
  digestPrepared,
  envelope,
  type Fact,
  InvitationId,
  marketplaceCurrency,
  newId,
  PayoutId,
  payoutReturned,
  payoutSettled,
  ReviewId,
  reviewPublished,
  reviewRejected,
  reviewReplied,
  sellerInvited,
  sellerUpdated,
  stockLow,
  UserId,
  VariantId,
  WebhookId,
} from '@credenza/contracts';
import type { Message } from '../src/message.ts';
import { digestPreparedMessages } from '../src/messages/digest-prepared.ts';
import { disputeOpenedMessages } from '../src/messages/dispute-opened.ts';
import { disputeResolvedMessages } from '../src/messages/dispute-resolved.ts';
import { orderAcceptedMessages } from '../src/messages/order-accepted.ts';
import { orderCanceledMessages } from '../src/messages/order-canceled.ts';
import { orderCreatedMessages } from '../src/messages/order-created.ts';
import { orderDeliveredMessages } from '../src/messages/order-delivered.ts';
import { orderPaidMessages } from '../src/messages/order-paid.ts';
import { orderReducedMessages } from '../src/messages/order-reduced.ts';
import { orderRefundedMessages } from '../src/messages/order-refunded.ts';
import { orderShippedMessages } from '../src/messages/order-shipped.ts';
import { paymentDelayedMessages } from '../src/messages/payment-delayed.ts';
import { paymentFailedMessages } from '../src/messages/payment-failed.ts';
import { paymentSucceededMessages } from '../src/messages/payment-succeeded.ts';
import { payoutReturnedMessages } from '../src/messages/payout-returned.ts';
import { payoutSettledMessages } from '../src/messages/payout-settled.ts';
import { returnApprovedMessages } from '../src/messages/return-approved.ts';
import { returnDeclinedMessages } from '../src/messages/return-declined.ts';
import { returnReceivedMessages } from '../src/messages/return-received.ts';
import { returnRequestedMessages } from '../src/messages/return-requested.ts';
import { reviewPublishedMessages } from '../src/messages/review-published.ts';
import { reviewRejectedMessages } from '../src/messages/review-rejected.ts';
import { reviewRepliedMessages } from '../src/messages/review-replied.ts';
import { invitation } from '../src/messages/seller-invited.ts';
import { sellerUpdatedMessages } from '../src/messages/seller-updated.ts';
import { stockLowMessages } from '../src/messages/stock-low.ts';
import { userRegisteredMessages } from '../src/messages/user-registered.ts';
import { webhookDisabledMessage } from '../src/messages/webhook-disabled.ts';
import { alertMessage } from '../src/watch.ts';
import { samplePart } from './part-samples.ts';
import { orderLine, registration, sampleOrder } from './samples.ts';

const eventOf = <Data>(fact: Fact<Data>) => envelope(fact, { source: 'test', version: 2, time: new Date() });
type Shop = Parameters<typeof sellerUpdated.of>[0];

/** @returns at least one message of every kind that there is */
export function allMessages(): Message[] {
  const [buyer, shop] = [newId(UserId), newId(UserId)];
  const order = sampleOrder(buyer);
  const part = samplePart(buyer, shop);
  const shopEvent = (differences: Partial<Shop>) =>
    eventOf(
      sellerUpdated.of({
        sellerId: shop,
        state: 'active',
        name: 'Lund Oak Works',
        currency: marketplaceCurrency,
        members: [],
        payoutReady: true,
        changes: ['state'],
        ...differences,
      }),
    );
  const invited = sellerInvited.of({
    sellerId: shop,
    invitationId: newId(InvitationId),
    shopName: 'Lund Oak Works',
    email: 'freja@example.com',
    role: 'owner',
    invitedBy: 'Alma',
    token: 't',
    expiresAt: new Date().toISOString(),
  });
  const ids = { payoutId: newId(PayoutId), batchId: newId(BatchId) };
  const payout = { ...ids, sellerId: shop, amount: 9_000, currency: marketplaceCurrency };
  const alert = {
    id: 'a',
    version: 2,
    variantId: newId(VariantId),
    name: 'Oak shelf',
    handle: 'oak-shelf',
    at: new Date(),
  };
  const { productId, variantId } = orderLine();
  const low = stockLow.of({ variantId, productId, sellerId: shop, title: 'Oak shelf', available: 0, threshold: 3 });
  const week = digestPrepared.of({
    sellerId: shop,
    from: '2026-11-16T00:00:00.000Z',
    until: '2026-11-23T00:00:00.000Z',
    units: 12,
    unitsBefore: 9,
    sales: [{ amount: 154_800, currency: marketplaceCurrency }],
    runningOut: [{ productId, variantId, title: 'Oak shelf', variantTitle: 'Oiled', available: 2, reorder: 14 }],
    runningOutCount: 1,
    dead: 3,
  });
  const review = {
    reviewId: newId(ReviewId),
    productId,
    productTitle: 'Oak shelf',
    sellerId: shop,
    buyerId: buyer,
    rating: 4,
  };
  return [
    ...userRegisteredMessages(eventOf(registration(buyer))),
    { ...invitation(eventOf(invited)), to: { user: buyer } },
    ...orderCreatedMessages(eventOf(order.created)),
    ...orderPaidMessages(eventOf(order.paid)),
    ...orderCanceledMessages(eventOf(order.canceledLate)),
    ...orderRefundedMessages(eventOf(order.refunded)),
    ...paymentDelayedMessages(eventOf(order.delayed)),
    ...paymentFailedMessages(eventOf(order.declined)),
    ...paymentSucceededMessages(eventOf(order.charged)),
    ...orderAcceptedMessages(eventOf(part.accepted)),
    ...orderShippedMessages(eventOf(part.shippedPartly)),
    ...orderDeliveredMessages(eventOf(part.delivered)),
    ...orderReducedMessages(eventOf(part.reduced)),
    ...returnRequestedMessages(eventOf(part.requested)),
    ...returnApprovedMessages(eventOf(part.approved)),
    ...returnDeclinedMessages(eventOf(part.declined)),
    ...returnReceivedMessages(eventOf(part.received)),
    ...disputeOpenedMessages(eventOf(part.disputed)),
    ...disputeResolvedMessages(eventOf(part.refunded)),
    ...stockLowMessages(eventOf(low)),
    ...digestPreparedMessages(eventOf(week)),
    ...reviewPublishedMessages(eventOf(reviewPublished.of({ ...review, title: 'Holds', text: 'Ten years of books.' }))),
    ...reviewRejectedMessages(eventOf(reviewRejected.of({ ...review, reason: 'It names a person.' }))),
    ...reviewRepliedMessages(
      eventOf(reviewReplied.of({ ...review, sellerName: 'Lund Oak Works', reply: 'Thank you!' })),
    ),
    ...payoutSettledMessages(eventOf(payoutSettled.of({ ...payout, reference: 'R1' }))),
    ...payoutReturnedMessages(eventOf(payoutReturned.of({ ...payout, reason: 'the account is closed' }))),
    webhookDisabledMessage({ webhookId: newId(WebhookId), sellerId: shop, url: 'https://shop.example' }, new Date()),
    alertMessage({ ...alert, change: { what: 'stock' } }, buyer),
    alertMessage({ ...alert, change: { what: 'price', from: 9_000, to: 8_000, currency: 'EUR' } }, buyer),
    ...sellerUpdatedMessages(shopEvent({})),
    ...sellerUpdatedMessages(shopEvent({ state: 'suspended', reason: 'Nothing was sent.' })),
    ...sellerUpdatedMessages(shopEvent({ state: 'closed' })),
    ...sellerUpdatedMessages(shopEvent({ changes: ['payout'] })),
  ];
}
