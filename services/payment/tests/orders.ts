import {
  CartId,
  DisputeId,
  disputeResolved,
  type LineDiscount,
  LineId,
  newId,
  OrderId,
  orderCanceled,
  orderCreated,
  orderDelivered,
  orderPaid,
  orderReduced,
  ParcelId,
  ProductId,
  PromotionId,
  RefundId,
  ReturnId,
  returnReceived,
  SellerOrderId,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { paymentIdOf } from '../src/payment.ts';

/** What a buyer takes of one shop, in minor units; the commission is a tenth of the goods after the shop's own discount. */
export interface Taken {
  sellerId?: UserId;
  price: number;
  quantity?: number;
  shopDiscount?: number;
  marketDiscount?: number;
  /** After discounts. */
  shipping?: number;
  /** What the marketplace pays of the shipping. */
  marketShipping?: number;
}

/** What goes back for some pieces; the rest of its parts follows. */
export interface Back {
  refundId?: RefundId;
  amount: number;
  commission?: number;
  marketDiscount?: number;
}

/** An order over several shops, with every event that can come of it. */
export function bought(token: string, taken: Taken[], about: { buyerId?: UserId; expiresInMs?: number } = {}) {
  const [orderId, buyerId, cartId] = [newId(OrderId), about.buyerId ?? newId(UserId), newId(CartId)];
  const discount = (amount: number, paidBy: 'shop' | 'marketplace'): LineDiscount[] =>
    amount > 0 ? [{ promotionId: newId(PromotionId), amount, paidBy }] : [];
  const parts = taken.map((one) => {
    const { sellerId = newId(UserId), price, quantity = 1, shipping = 0 } = one;
    const { shopDiscount = 0, marketDiscount = 0, marketShipping = 0 } = one;
    const commission = Math.floor((price * quantity - shopDiscount) / 10);
    const line = {
      lineId: newId(LineId),
      variantId: newId(VariantId),
      productId: newId(ProductId),
      sellerId,
      sellerName: 'Nordlicht',
      title: 'Oak sideboard',
      variantTitle: 'Natural',
      quantity,
      unitPrice: price,
      total: price * quantity,
      commission,
      commissionBasisPoints: 1_000,
      discounts: [...discount(shopDiscount, 'shop'), ...discount(marketDiscount, 'marketplace')],
    };
    const total = price * quantity - shopDiscount - marketDiscount + shipping;
    const sellerOrder = {
      sellerOrderId: newId(SellerOrderId),
      sellerId,
      sellerName: 'Nordlicht',
      total,
      shipping,
      shippingDiscounts: discount(marketShipping, 'marketplace'),
      tax: 0,
    };
    return { sellerId, line, sellerOrder, share: total + marketDiscount + marketShipping - commission, commission };
  });
  const total = parts.reduce((sum, { sellerOrder }) => sum + sellerOrder.total, 0);
  const facts = {
    orderId,
    buyerId,
    lines: parts.map(({ line }) => line),
    sellerOrders: parts.map(({ sellerOrder }) => sellerOrder),
    total,
    currency: 'EUR',
  };
  const expiresAt = new Date(Date.now() + (about.expiresInMs ?? 15 * 60_000)).toISOString();
  const paymentId = paymentIdOf(orderId);
  const of = (index: number) => {
    const part = parts[index];
    if (!part) throw new Error(`There is no part ${index}.`);
    const { lineId, variantId, productId, title } = part.line;
    return {
      orderId,
      sellerOrderId: part.sellerOrder.sellerOrderId,
      sellerId: part.sellerId,
      sellerName: 'Nordlicht',
      buyerId,
      currency: 'EUR',
      pieces: [{ lineId, variantId, productId, title, quantity: 1 }],
    };
  };
  const refundOf = ({ refundId = newId(RefundId), amount, commission = 0, marketDiscount = 0 }: Back) => ({
    refundId,
    paymentId,
    amount,
    commission,
    marketDiscount,
    shop: amount - commission + marketDiscount,
  });
  const created = orderCreated.of({ ...facts, cartId, cartVersion: 1, paymentToken: token, expiresAt });
  return {
    orderId,
    buyerId,
    total,
    parts,
    created,
    paid: orderPaid.of({ ...facts, cartId, cartVersion: 1, paymentId }),
    canceled: orderCanceled.of({ ...facts, reason: 'buyer', paymentId }),
    delivered: (index = 0, complete = true) =>
      orderDelivered.of({ ...of(index), parcelIds: [newId(ParcelId)], complete }),
    reduced: (index: number, back: Back) =>
      orderReduced.of({ ...of(index), refund: refundOf(back), by: 'seller' as const }),
    returned: (index: number, back: Back) =>
      returnReceived.of({ ...of(index), returnId: newId(ReturnId), refund: refundOf(back), restock: true }),
    resolved: (index: number, back?: Back) =>
      disputeResolved.of({
        ...of(index),
        disputeId: newId(DisputeId),
        outcome: back ? ('refunded' as const) : ('dismissed' as const),
        note: 'The carrier lost it.',
        ...(back && { refund: refundOf(back) }),
      }),
  };
}
export type Bought = ReturnType<typeof bought>;
