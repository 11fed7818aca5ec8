import { z } from 'zod';
import { event } from './event.ts';
import { OrderId, ProductId, ReviewId, UserId, VariantId } from './ids.ts';
import { Amount, Currency, Money } from './money.ts';
import { operation } from './operation.ts';

export const ProductStatus = z.enum(['draft', 'active', 'archived']);
export type ProductStatus = z.infer<typeof ProductStatus>;

/** The addresses of a picture that was uploaded, by the size to show it in. */
export const PictureSizes = z.object({ small: z.string(), medium: z.string(), large: z.string() });
export type PictureSizes = z.infer<typeof PictureSizes>;

/** How many pieces one line may hold. */
export const Quantity = z.int().min(1).max(999);

export const productUpdated = event(
  'product',
  'product.updated',
  'A product was created, changed, archived or deleted, or its stock ran out or came back.',
  'productId',
  z.object({
    productId: ProductId,
    sellerId: UserId,
    sellerName: z.string(),
    /** `deleted` is for good: replicas forget the product but keep its version. */
    status: z.enum([...ProductStatus.options, 'deleted']),
    /** What made it change; a consumer may skip what it does not care for. */
    changes: z.array(z.enum(['created', 'details', 'price', 'stock', 'status', 'deleted'])),
    handle: z.string(),
    title: z.string(),
    description: z.string().meta({ description: 'plain text, at most 5,000 characters' }),
    category: z.string().optional(),
    tags: z.array(z.string()),
    attributes: z.record(z.string(), z.string()).optional(),
    image: z.string().optional(),
    pictures: z.int().min(0).optional().meta({ description: 'how many pictures it has' }),
    imageSizes: PictureSizes.optional().meta({ description: 'of a picture that the shop has uploaded' }),
    rating: z
      .object({ average: z.number().min(1).max(5), count: z.int().min(1) })
      .optional()
      .meta({ description: 'stars of published reviews; missing without any' }),
    /** False while the shop is not active; missing means that the status alone decides. */
    shopOpen: z.boolean().optional(),
    variants: z.array(
      z.object({
        variantId: VariantId,
        title: z.string(),
        sku: z.string().optional(),
        image: z.string().optional().meta({ description: "the variant's own picture, where it has one" }),
        price: Money,
        compareAtPrice: Money.optional(),
        prices: z
          .array(Money)
          .optional()
          .meta({ description: 'the same in the other currencies that the shop sells in' }),
        available: z.int().min(0).meta({ description: 'pieces that can be bought at the time of the event' }),
      }),
    ),
  }),
);

export const productViewed = event(
  'product',
  'product.viewed',
  'A product page was looked at, so many times since the last event.',
  'productId',
  z.object({
    productId: ProductId,
    sellerId: UserId,
    views: z.int().min(1),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
  }),
);

/** How many stars a review gives. */
export const Stars = z.int().min(1).max(5);

const ReviewFacts = z.object({
  reviewId: ReviewId,
  productId: ProductId,
  productTitle: z.string(),
  sellerId: UserId,
  buyerId: UserId.optional().meta({ description: 'missing once the buyer has been erased' }),
  rating: Stars,
});

export const reviewSubmitted = event(
  'product',
  'review.submitted',
  'A buyer has reviewed a product, or changed a review so that it has to be looked at again.',
  'reviewId',
  ReviewFacts,
);

export const reviewPublished = event(
  'product',
  'review.published',
  'A review can be read by everybody.',
  'reviewId',
  ReviewFacts.extend({ title: z.string(), text: z.string() }),
);

export const reviewRejected = event(
  'product',
  'review.rejected',
  'A review cannot be read, or no longer: an admin says why.',
  'reviewId',
  ReviewFacts.extend({ reason: z.string() }),
);

export const reviewReplied = event(
  'product',
  'review.replied',
  'A shop has replied to a review, or changed its reply.',
  'reviewId',
  ReviewFacts.extend({ sellerName: z.string(), reply: z.string() }),
);

export const stockLow = event(
  'product',
  'stock.low',
  'A variant has fallen to its low-stock threshold.',
  'variantId',
  z.object({
    variantId: VariantId,
    productId: ProductId,
    sellerId: UserId,
    title: z.string(),
    available: z.int().min(0),
    threshold: z.int().min(0),
  }),
);

const HeldLine = z.object({ variantId: VariantId, productId: ProductId, quantity: Quantity });

export const stockReleased = event(
  'product',
  'stock.released',
  'A reservation has expired and its pieces can be bought again.',
  'orderId',
  z.object({ orderId: OrderId, reason: z.literal('expired'), lines: z.array(HeldLine) }),
);

/** A variant as it can be bought right now. */
export const Offer = z.object({
  variantId: VariantId,
  productId: ProductId,
  sellerId: UserId,
  sellerName: z.string(),
  title: z.string(),
  variantTitle: z.string(),
  sku: z.string().optional(),
  image: z.string().optional(),
  category: z.string().optional(),
  price: Money,
  /** The same in the other currencies that the shop sells in. */
  prices: z.array(Money).optional(),
  available: z.int().min(0),
  /** False for a draft, archived or deleted product, and while the shop is not active. */
  forSale: z.boolean(),
  /** False when it would be for sale if its shop were active. */
  shopOpen: z.boolean().optional(),
  /** The product's version that this offer was read at. */
  productVersion: z.int(),
});
export type Offer = z.infer<typeof Offer>;

export const readOffers = operation({
  service: 'product',
  path: '/internal/offers',
  summary: 'Live price and stock of up to 100 variants; unknown ones are left out.',
  body: z.strictObject({ variantIds: z.array(VariantId).min(1).max(100) }),
  reply: z.object({ offers: z.array(Offer) }),
});

/** A product as `product.updated` tells it, at one version. */
export const CatalogueEntry = z.object({ version: z.int().min(1), product: productUpdated.schema });

export const readCatalogue = operation({
  service: 'product',
  path: '/internal/catalogue',
  summary: 'Every product that is not deleted, page after page, for those who keep a copy and begin with nothing.',
  body: z.strictObject({ after: ProductId.optional(), limit: z.int().min(1).max(500).default(200) }),
  reply: z.object({ entries: z.array(CatalogueEntry), next: ProductId.optional() }),
});

/** One way in which a cart no longer fits the shop. */
export const Difference = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('price'),
    variantId: VariantId,
    title: z.string(),
    was: Amount,
    now: Amount,
    currency: Currency,
  }),
  z.object({ kind: z.literal('stock'), variantId: VariantId, title: z.string(), wanted: z.int(), available: z.int() }),
  z.object({ kind: z.literal('gone'), variantId: VariantId, title: z.string() }),
]);
export type Difference = z.infer<typeof Difference>;

export const reserveStock = operation({
  service: 'product',
  path: '/internal/reservations',
  summary: 'Holds the pieces of an order, all lines or none, at the prices the buyer saw; safe to repeat by order id.',
  body: z.strictObject({
    orderId: OrderId,
    expiresAt: z.iso.datetime(),
    lines: z
      .array(z.strictObject({ variantId: VariantId, quantity: Quantity, unitPrice: Money, title: z.string() }))
      .min(1)
      .max(100),
  }),
  reply: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('reserved'), offers: z.array(Offer) }),
    z.object({ outcome: z.literal('stale'), differences: z.array(Difference) }),
    z.object({ outcome: z.literal('ended'), status: z.enum(['released', 'committed', 'restocked']) }),
  ]),
});

export const releaseStock = operation({
  service: 'product',
  path: '/internal/reservations/release',
  summary: 'Gives back the pieces held for an order that will not come; does nothing when they are gone or sold.',
  body: z.strictObject({ orderId: OrderId }),
  reply: z.object({ released: z.boolean() }),
});
