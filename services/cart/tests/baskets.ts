import { LineId, newId, ProductId, PromotionId, type ShippingOption, UserId } from '@credenza/contracts';
import fc from 'fast-check';
import type { Goods } from '../src/pricing/goods.ts';
import type { PriceRequest } from '../src/pricing/price.ts';
import type { Benefit, StoredPromotion } from '../src/promotion.ts';

const many = <Id extends string>(kind: Parameters<typeof newId<Id>>[0], count: number) =>
  Array.from({ length: count }, () => newId(kind));
const [shops, products, lineIds, promotionIds] = [
  many(UserId, 3),
  many(ProductId, 6),
  many(LineId, 6),
  many(PromotionId, 6),
];
const categories = ['Home', 'Home / Lamps', 'Books', 'Garden / Pots'];
const amount = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 500_000 }));

const goods: fc.Arbitrary<Goods[]> = fc
  .array(
    fc.record({
      sellerId: fc.constantFrom(...shops),
      productId: fc.constantFrom(...products),
      category: fc.option(fc.constantFrom(...categories), { nil: undefined }),
      unitPrice: fc.oneof(amount, fc.constant(1_000_000_000)),
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((lines) =>
    lines.map((line, index) => ({ ...line, lineId: lineIds[index] ?? newId(LineId), sellerName: 'A shop' })),
  );

const benefit: fc.Arbitrary<Benefit> = fc.oneof(
  fc.integer({ min: 1, max: 10_000 }).map((basisPoints): Benefit => ({ kind: 'percentage', basisPoints })),
  amount.map((off): Benefit => ({ kind: 'amount', amount: off + 1 })),
  fc.constant<Benefit>({ kind: 'free-shipping' }),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
    .map(([buy, get]): Benefit => ({ kind: 'buy-x-get-y', buy, get })),
);

const promotions: fc.Arbitrary<StoredPromotion[]> = fc
  .array(
    fc.record(
      {
        benefit,
        combinable: fc.boolean(),
        sellerId: fc.constantFrom(...shops),
        categories: fc.subarray(categories, { minLength: 1 }),
        productIds: fc.subarray(products, { minLength: 1 }),
        minimum: amount,
      },
      { requiredKeys: ['benefit', 'combinable'] },
    ),
    { maxLength: 6 },
  )
  .map((found) =>
    found.map((one, index) => ({
      ...one,
      _id: promotionIds[index] ?? newId(PromotionId),
      version: 1,
      title: `Offer ${index}`,
      startsAt: new Date(0),
      createdAt: new Date(0),
    })),
  );

const option: fc.Arbitrary<ShippingOption> = fc
  .tuple(fc.constantFrom('standard', 'express', 'parcel-box'), fc.integer({ min: 0, max: 2_000 }))
  .map(([optionId, price]) => ({ optionId, title: optionId, price, minDays: 1, maxDays: 3 }));
const options = fc.uniqueArray(option, { selector: ({ optionId }) => optionId, maxLength: 3 });

/** Anything that may have to be priced: up to six lines of three shops, promotions of all kinds, shipping and tax. */
export const priceRequest: fc.Arbitrary<PriceRequest> = fc
  .record({
    goods,
    promotions,
    shipping: fc.tuple(options, options, options),
    chosen: fc.constantFrom('standard', 'express', 'nothing'),
    tax: fc.record({
      standard: fc.constantFrom(0, 810, 1_900, 2_550),
      reduced: fc.constantFrom(0, 700),
      included: fc.boolean(),
    }),
  })
  .map(({ shipping, chosen, ...rest }) => ({
    ...rest,
    shippingOptions: new Map(shops.map((sellerId, index) => [sellerId, shipping[index] ?? []] as const)),
    choices: Object.fromEntries(shops.map((sellerId) => [sellerId, chosen])),
  }));
