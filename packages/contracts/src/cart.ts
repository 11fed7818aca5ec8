import { z } from 'zod';
import { event } from './event.ts';
import { CartId, LineId, OrderId, ProductId, PromotionId, UserId, VariantId } from './ids.ts';
import { Amount, Currency, Money } from './money.ts';
import { operation } from './operation.ts';
import { Quantity } from './product.ts';

/** Who bears a discount: the shop whose line it is, or the marketplace. */
export const PaidBy = z.enum(['shop', 'marketplace']);
export type PaidBy = z.infer<typeof PaidBy>;

/** What a promotion takes off one line, in minor units of the cart's currency. */
export const LineDiscount = z.object({ promotionId: PromotionId, amount: Amount, paidBy: PaidBy });
export type LineDiscount = z.infer<typeof LineDiscount>;

/** A promotion that applies to a cart. */
export const AppliedPromotion = z.object({
  promotionId: PromotionId,
  title: z.string(),
  code: z.string().optional().meta({ description: 'the coupon; missing for an automatic promotion' }),
  amount: Amount.meta({ description: 'taken off goods and shipping together' }),
  paidBy: PaidBy,
  limited: z.boolean().meta({ description: 'may be used up by others before the checkout' }),
});
export type AppliedPromotion = z.infer<typeof AppliedPromotion>;

/** One way of sending what a shop sells. */
export const ShippingOption = z.object({
  optionId: z.string(),
  title: z.string(),
  price: Amount,
  minDays: z.int().min(0),
  maxDays: z.int().min(0),
});
export type ShippingOption = z.infer<typeof ShippingOption>;

/** What a checkout of this cart would owe to one shop; amounts in minor units of the cart's currency. */
export const SellerTotals = z.object({
  sellerId: UserId,
  sellerName: z.string(),
  items: Amount,
  discount: Amount.meta({ description: 'taken off the goods' }),
  shipping: Amount.meta({ description: 'after its discount' }),
  shippingDiscounts: z.array(LineDiscount),
  shippingOption: ShippingOption.optional().meta({ description: 'the chosen one, or the cheapest' }),
  shippingOptions: z.array(ShippingOption),
  problem: z.string().optional().meta({ description: 'why this shop cannot send there; then nobody can order it' }),
  tax: Amount,
  total: Amount,
});
export type SellerTotals = z.infer<typeof SellerTotals>;

/** What a checkout of this cart would cost; the parts always add up to the whole. */
export const CartTotals = z.object({
  items: Amount,
  discount: Amount,
  shipping: Amount,
  tax: Amount,
  taxIncluded: z.boolean().meta({ description: 'whether prices contain the tax, or it comes on top' }),
  total: Amount,
});
export type CartTotals = z.infer<typeof CartTotals>;

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
  notice: z.enum(['gone', 'out-of-stock', 'less-stock', 'price-changed', 'shop-closed']).optional(),
  discounts: z.array(LineDiscount).optional(),
  tax: Amount.optional(),
  taxBasisPoints: z.int().min(0).max(10_000).optional(),
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
  destination: z.object({ country: z.string(), postalCode: z.string().optional() }).optional(),
  coupons: z.array(z.object({ code: z.string(), problem: z.string().optional() })).optional(),
  promotions: z.array(AppliedPromotion).optional(),
  sellers: z.array(SellerTotals).optional(),
  totals: CartTotals.optional(),
  quotedUntil: z.iso
    .datetime()
    .optional()
    .meta({ description: 'from then on whoever sells this cart asks first whether it still costs that' }),
});
export type CartSnapshot = z.infer<typeof CartSnapshot>;

export const cartUpdated = event(
  'cart',
  'cart.updated',
  "A buyer's cart has changed, by the buyer, or because a product or what it costs did.",
  'cartId',
  CartSnapshot.extend({
    userId: UserId,
    cause: z.enum([
      'added',
      'quantity',
      'removed',
      'cleared',
      'merged',
      'catalogue',
      'ordered',
      'coupon',
      'shipping',
      'promotion',
    ]),
  }),
  { personal: { of: 'userId', fields: 'all' } },
);

export const readCart = operation({
  service: 'cart',
  path: '/internal/carts/read',
  summary: "A buyer's cart as it is now.",
  body: z.strictObject({ userId: UserId }),
  reply: CartSnapshot,
});

export const redeemPromotions = operation({
  service: 'cart',
  path: '/internal/promotions/redeem',
  summary:
    'Counts an order against the limits of its promotions, all or none, unless one is over; safe to repeat by order id.',
  body: z.strictObject({
    orderId: OrderId,
    userId: UserId,
    promotions: z
      .array(z.strictObject({ promotionId: PromotionId, amount: Amount }))
      .min(1)
      .max(100),
  }),
  reply: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('redeemed') }),
    z.object({
      outcome: z.literal('used-up'),
      promotionIds: z.array(PromotionId),
      ended: z.array(PromotionId).optional().meta({ description: 'those of them that are over' }),
    }),
    z.object({ outcome: z.literal('ended') }).meta({ description: 'the order is canceled already' }),
  ]),
});

export const releasePromotions = operation({
  service: 'cart',
  path: '/internal/promotions/release',
  summary: 'Gives back what an order that will not come has used of its promotions; safe to repeat.',
  body: z.strictObject({ orderId: OrderId }),
  reply: z.object({ released: z.boolean() }),
});
