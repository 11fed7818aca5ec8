import { createHash } from 'node:crypto';
import {
  type AppliedPromotion,
  type CartSnapshot,
  idFromUuid,
  type OrderId,
  type OrderLine,
  type SellerOrder,
  SellerOrderId,
  uuidOf,
} from '@credenza/contracts';
import { sumOf, takingsOf } from './takings.ts';

/** What a checkout owes to whom; the totals of the seller orders add up to the total. */
export interface Bill {
  total: number;
  sellerOrders: SellerOrder[];
  promotions?: AppliedPromotion[] | undefined;
  taxIncluded?: boolean | undefined;
}

/**
 * Splits an order among its shops, as the cart said it: one seller order each.
 *
 * @param orderId the order
 * @param lines its frozen lines
 * @param cart what the cart has said about shipping, tax and promotions; without it nothing is added to the lines
 * @returns the bill
 * @throws Error when the cart's parts do not add up to its whole, so that nobody is charged a sum that nobody can explain
 */
export function split(
  orderId: OrderId,
  lines: OrderLine[],
  cart: Pick<CartSnapshot, 'sellers' | 'totals' | 'promotions'> = {},
): Bill {
  const tax = cart.totals && { taxIncluded: cart.totals.taxIncluded };
  const sellerOrders = [...Map.groupBy(lines, ({ sellerId }) => sellerId)].map(([sellerId, own]) => {
    const said = cart.sellers?.find((one) => one.sellerId === sellerId);
    const part: SellerOrder = {
      sellerOrderId: sellerOrderIdOf(orderId, sellerId),
      sellerId,
      sellerName: own[0]?.sellerName ?? '',
      total: 0,
      shipping: said?.shipping ?? 0,
      shippingDiscounts: said?.shippingDiscounts ?? [],
      ...(said?.shippingOption && { shippingOption: said.shippingOption }),
      tax: said?.tax ?? own.reduce((sum, line) => sum + (line.tax ?? 0), 0),
    };
    requirePossible(part, own);
    const { amount: total } = takingsOf(part, own, tax ?? {});
    if (said && said.total !== total)
      throw new Error(`The cart says ${said.total} for ${sellerId}, and it is ${total}.`);
    return { ...part, total };
  });
  const total = sellerOrders.reduce((sum, part) => sum + part.total, 0);
  if (cart.totals && cart.totals.total !== total)
    throw new Error(`The cart says ${cart.totals.total}, and its parts are ${total}.`);
  return { total, sellerOrders, promotions: cart.promotions, ...tax };
}

/**
 * Names the seller order of a shop in an order: always the same, and it sorts by the time of the order.
 *
 * @param orderId the order
 * @param sellerId the shop
 * @returns its id
 */
function sellerOrderIdOf(orderId: OrderId, sellerId: string): SellerOrderId {
  const hash = createHash('sha256').update(`${orderId}\n${sellerId}`).digest('hex');
  const time = uuidOf(orderId).slice(0, 15);
  return idFromUuid(SellerOrderId, `${time}${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`);
}

function requirePossible(part: SellerOrder, lines: OrderLine[]): void {
  const taxed = lines.reduce((sum, line) => sum + (line.tax ?? 0), 0);
  const overdone = lines.find((line) => sumOf(line.discounts) > line.total);
  if (overdone || taxed > part.tax) throw new Error(`The discounts or taxes of ${part.sellerId} cannot be.`);
}
