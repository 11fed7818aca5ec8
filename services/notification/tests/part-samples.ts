import {
  Currency,
  DisputeId,
  disputeOpened,
  disputeResolved,
  LineId,
  newId,
  OrderId,
  orderAccepted,
  orderDelivered,
  orderReduced,
  orderShipped,
  ParcelId,
  PaymentId,
  ProductId,
  RefundId,
  ReturnId,
  returnApproved,
  returnDeclined,
  returnReceived,
  returnRequested,
  SellerOrderId,
  type UserId,
  VariantId,
} from '@credenza/contracts';

/** The events that may happen to one shop's part of an order: 2 shelves and a lamp. */
export function samplePart(buyerId: UserId, sellerId: UserId) {
  const piece = (title: string, quantity: number) => ({
    lineId: newId(LineId),
    variantId: newId(VariantId),
    productId: newId(ProductId),
    title,
    quantity,
  });
  const facts = {
    orderId: newId(OrderId),
    sellerOrderId: newId(SellerOrderId),
    sellerId,
    sellerName: 'Oak & Ash',
    buyerId,
    currency: Currency.parse('EUR'),
  };
  const pieces = [piece('Oak shelf', 2), piece('Lamp', 1)];
  const [parcelId, returnId, disputeId] = [newId(ParcelId), newId(ReturnId), newId(DisputeId)];
  const refund = () => ({
    refundId: newId(RefundId),
    paymentId: newId(PaymentId),
    amount: 9_000,
    shop: 8_100,
    commission: 900,
    marketDiscount: 0,
  });
  const back = { ...facts, returnId, pieces };
  return {
    orderId: facts.orderId,
    accepted: orderAccepted.of(facts),
    shipped: orderShipped.of({ ...facts, parcelId, carrier: 'DHL', tracking: 'JJ12', pieces, complete: true }),
    shippedPartly: orderShipped.of({ ...facts, parcelId: newId(ParcelId), carrier: 'UPS', pieces, complete: false }),
    delivered: orderDelivered.of({ ...facts, parcelIds: [parcelId], pieces, complete: false }),
    deliveredAgain: orderDelivered.of({ ...facts, parcelIds: [newId(ParcelId), parcelId], pieces, complete: true }),
    reduced: orderReduced.of({ ...facts, pieces, refund: refund(), by: 'seller', reason: 'moths' }),
    reducedByBuyer: orderReduced.of({ ...facts, pieces, refund: refund(), by: 'buyer' }),
    requested: returnRequested.of({ ...back, reason: 'too bright' }),
    approved: returnApproved.of({ ...back, note: 'Elm Street 5, Berlin.' }),
    declined: returnDeclined.of({ ...back, note: 'it is worn' }),
    received: returnReceived.of({ ...back, refund: refund(), restock: true }),
    disputed: disputeOpened.of({ ...facts, disputeId, reason: 'It never came.' }),
    refunded: disputeResolved.of({ ...facts, disputeId, outcome: 'refunded', note: 'It was lost.', refund: refund() }),
    dismissed: disputeResolved.of({ ...facts, disputeId: newId(DisputeId), outcome: 'dismissed', note: 'It came.' }),
  };
}
