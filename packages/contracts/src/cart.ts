import { z } from 'zod';
import { event } from './event.ts';
import { CartId, LineId, ProductId, UserId, VariantId } from './ids.ts';
import { Amount, Currency, Money } from './money.ts';
import { operation } from './operation.ts';
import { Quantity } from './product.ts';

/** One variant in a cart, as the buyer last saw it. */
export const CartLine = z.object({
  lineId: LineId,
  variantId: VariantId,
  productId: ProductId,
  sellerId: UserId,
  sellerName: z.string(),
  title: z.string(),
  variantTitle: z.string(),
  image: z.string().optional(),
  category: z.string().optional(),
  quantity: Quantity,
  unitPrice: Money,
  total: Money,
  /** Whether the line can be ordered as it stands. */
  available: z.boolean(),
  /** Why not, in the shop's words. */
  notice: z.enum(['gone', 'out-of-stock', 'less-stock', 'price-changed']).optional(),
});
export type CartLine = z.infer<typeof CartLine>;

/** A cart's content at one version. */
export const CartSnapshot = z.object({
  cartId: CartId,
  userId: UserId.optional().meta({ description: 'missing for a guest' }),
  version: z.int().min(0).meta({ description: '0 for a cart that was never filled' }),
  currency: Currency,
  lines: z.array(CartLine),
  subtotal: Amount,
});
export type CartSnapshot = z.infer<typeof CartSnapshot>;

export const cartUpdated = event(
  'cart',
  'cart.updated',
  "A buyer's cart has changed, by the buyer or because a product did.",
  'cartId',
  CartSnapshot.extend({
    userId: UserId,
    cause: z.enum(['added', 'quantity', 'removed', 'cleared', 'merged', 'catalogue', 'ordered']),
  }),
);

export const readCart = operation({
  service: 'cart',
  path: '/internal/carts/read',
  summary: "A buyer's cart as it is now.",
  body: z.strictObject({ userId: UserId }),
  reply: CartSnapshot,
});
