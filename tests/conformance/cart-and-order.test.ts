import {
  CartId,
  type CartLine,
  type CartSnapshot,
  Currency,
  newId,
  OrderId,
  UserId,
  VariantId,
} from '@credenza/contracts';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PriceRequest, price } from '../../services/cart/src/pricing/price.ts';
import { priceRequest } from '../../services/cart/tests/baskets.ts';
import { freezeLines } from '../../services/order/src/order.ts';
import { split } from '../../services/order/src/split.ts';
import { takingsOf } from '../../services/order/src/takings.ts';

const EUR = Currency.parse('EUR');

/** The snapshot of a cart, as the cart service tells it. */
function snapshotOf(request: PriceRequest): CartSnapshot {
  const { lines, ...priced } = price(request);
  const shown = request.goods.map(
    (goods): CartLine => ({
      ...goods,
      ...lines[goods.lineId],
      variantId: newId(VariantId),
      title: 'A thing',
      variantTitle: '',
      unitPrice: { amount: goods.unitPrice, currency: EUR },
      total: { amount: goods.unitPrice * goods.quantity, currency: EUR },
      available: true,
    }),
  );
  const userId = newId(UserId);
  return { cartId: newId(CartId), userId, version: 1, currency: EUR, lines: shown, subtotal: 0, ...priced };
}

test('whatever the cart says, order takes it: the same total for each shop and for all, and every cent has an owner', () => {
  fc.assert(
    fc.property(priceRequest, (request) => {
      const cart = snapshotOf(request);
      const lines = freezeLines(cart.lines, [], 1_000);
      const { total, sellerOrders, promotions, taxIncluded } = split(newId(OrderId), lines, cart);
      expect(total).toBe(cart.totals?.total);
      expect(promotions).toEqual(cart.promotions);
      for (const part of sellerOrders) {
        const own = lines.filter(({ sellerId }) => sellerId === part.sellerId);
        const { amount, shop, commission, marketDiscount } = takingsOf(part, own, { taxIncluded });
        expect(amount + marketDiscount).toBe(shop + commission);
        expect(Math.min(amount, shop, commission, marketDiscount)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
