import { LineId, newId, UserId } from '@credenza/contracts';
import type { ProductPage } from '../src/page-view.ts';
import { firstVariant } from './support.ts';

const buyerId = newId(UserId);

/**
 * @param orderId an order's id
 * @param product what it is about: its first variant
 * @param quantity how many
 * @returns what every event about the order says
 */
export function orderFacts(orderId: string, product: ProductPage, quantity: number) {
  const { variantId, price, title } = firstVariant(product);
  const total = price.amount * quantity;
  const line = {
    lineId: newId(LineId),
    variantId,
    productId: product.productId,
    sellerId: product.sellerId,
    sellerName: product.sellerName,
    title: product.title,
    variantTitle: title,
    quantity,
    unitPrice: price.amount,
    total,
    commission: 0,
    commissionBasisPoints: 0,
  };
  return { orderId, buyerId, lines: [line], total, currency: 'EUR' };
}
