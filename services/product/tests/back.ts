import {
  LineId,
  newId,
  orderReduced,
  PaymentId,
  RefundId,
  ReturnId,
  returnReceived,
  SellerOrderId,
} from '@credenza/contracts';
import type { ProductPage } from '../src/page-view.ts';
import { orderFacts } from './orders.ts';
import { firstVariant } from './support.ts';

/** What every event about a part of the order says. */
function partFacts(orderId: string, product: ProductPage, quantity: number) {
  const { buyerId, currency } = orderFacts(orderId, product, quantity);
  const { variantId } = firstVariant(product);
  const { productId, title, sellerId, sellerName } = product;
  const pieces = [{ lineId: newId(LineId), variantId, productId, title, quantity }];
  return { orderId, buyerId, currency, sellerOrderId: newId(SellerOrderId), sellerId, sellerName, pieces };
}
const refund = (refundId: RefundId) => ({
  refundId,
  paymentId: newId(PaymentId),
  amount: 100,
  shop: 90,
  commission: 10,
  marketDiscount: 0,
});

/**
 * @param orderId a paid order's id
 * @param product what it is about
 * @param quantity how many pieces of it are canceled
 * @param refundId under which name
 * @returns the event
 */
export function reduced(orderId: string, product: ProductPage, quantity: number, refundId = newId(RefundId)) {
  return orderReduced.of({ ...partFacts(orderId, product, quantity), refund: refund(refundId), by: 'seller' });
}

/**
 * @param orderId a delivered order's id
 * @param product what it is about
 * @param quantity how many pieces of it are back
 * @param how under which name, and whether they can be sold again
 * @returns the event
 */
export function returned(
  orderId: string,
  product: ProductPage,
  quantity: number,
  how: { returnId?: ReturnId; restock?: boolean } = {},
) {
  const { returnId = newId(ReturnId), restock = true } = how;
  return returnReceived.of({
    ...partFacts(orderId, product, quantity),
    returnId,
    refund: refund(newId(RefundId)),
    restock,
  });
}
