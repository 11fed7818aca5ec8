import {
  type AppliedPromotion,
  type CartTotals,
  type LineDiscount,
  PromotionId,
  type SellerTotals,
  type ShippingOption,
} from '@credenza/contracts';
import { isLimited, type StoredPromotion } from '../promotion.ts';
import { type Discounts, discountsOf } from './discounts.ts';
import { type Goods, listPrice } from './goods.ts';
import { rateFor, type TaxRate, taxOn } from './tax.ts';

/** All that a price depends on. */
export interface PriceRequest {
  goods: readonly Goods[];
  /** Those that are on and that this buyer may use. */
  promotions: readonly StoredPromotion[];
  /** What each shop offers for this destination; for none it has a `shippingProblem`. */
  shippingOptions: ReadonlyMap<string, readonly ShippingOption[]>;
  /** The option that the buyer has chosen for a shop. */
  choices: Readonly<Record<string, string>>;
  tax: TaxRate;
}

/** What promotions and tax make of a line. */
export interface LinePrice {
  discounts: LineDiscount[];
  tax: number;
  taxBasisPoints: number;
}

/** What a cart costs; amounts in minor units. */
export interface Price {
  /** By the lines' ids. */
  lines: Record<string, LinePrice>;
  sellers: SellerTotals[];
  promotions: AppliedPromotion[];
  totals: CartTotals;
}

const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);
const sumOf = (discounts: readonly LineDiscount[]) => sum(discounts.map(({ amount }) => amount));

/**
 * Prices a cart: discounts, shipping and tax for each line and shop. The parts always add up to the whole, nothing is negative, and the
 * order of the lines does not matter.
 *
 * @param request the lines and what counts for them
 * @returns the price
 */
export function price(request: PriceRequest): Price {
  const goods = [...request.goods].sort((one, other) => (one.lineId < other.lineId ? -1 : 1));
  const shops = Map.groupBy(goods, ({ sellerId }) => sellerId);
  const chosen = new Map([...shops.keys()].map((sellerId) => [sellerId, chosenOption(request, sellerId)]));
  const shipping = new Map([...chosen].map(([sellerId, option]) => [sellerId, option?.price ?? 0]));
  const discounts = discountsOf({ goods, shipping }, request.promotions);
  const lines = Object.fromEntries(goods.map((one) => [one.lineId, linePrice(one, discounts, request.tax)]));
  const sellers = [...shops.values()].flatMap((own) => sellerTotals(own, { lines, discounts, chosen, request }));
  const all = (field: 'items' | 'discount' | 'shipping' | 'tax' | 'total') => sum(sellers.map((one) => one[field]));
  return {
    lines,
    sellers,
    promotions: appliedOf(request.promotions, discounts),
    totals: {
      items: all('items'),
      discount: all('discount'),
      shipping: all('shipping'),
      tax: all('tax'),
      taxIncluded: request.tax.included,
      total: all('total'),
    },
  };
}

/** The chosen way of sending, or the cheapest. */
function chosenOption({ shippingOptions, choices }: PriceRequest, sellerId: string): ShippingOption | undefined {
  const options = shippingOptions.get(sellerId) ?? [];
  const cheapest = options.reduce<ShippingOption | undefined>(
    (best, one) => (best && best.price <= one.price ? best : one),
    undefined,
  );
  return options.find(({ optionId }) => optionId === choices[sellerId]) ?? cheapest;
}

function linePrice(goods: Goods, { ofLine }: Discounts, tax: TaxRate): LinePrice {
  const discounts = ofLine.get(goods.lineId) ?? [];
  const taxBasisPoints = rateFor(tax, goods.category);
  const paid = listPrice([goods]) - sumOf(discounts);
  return { discounts, tax: taxOn(paid, taxBasisPoints, tax.included), taxBasisPoints };
}

function sellerTotals(
  own: Goods[],
  about: {
    lines: Record<string, LinePrice>;
    discounts: Discounts;
    chosen: ReadonlyMap<string, ShippingOption | undefined>;
    request: PriceRequest;
  },
): SellerTotals[] {
  const [first] = own;
  if (!first) return [];
  const { sellerId, sellerName } = first;
  const { included } = about.request.tax;
  const option = about.chosen.get(sellerId);
  const options = [...(about.request.shippingOptions.get(sellerId) ?? [])];
  const shippingDiscounts = about.discounts.ofShipping.get(sellerId) ?? [];
  const priced = own.flatMap(({ lineId }) => about.lines[lineId] ?? []);
  const items = listPrice(own);
  const discount = sum(priced.map((line) => sumOf(line.discounts)));
  const shipping = (option?.price ?? 0) - sumOf(shippingDiscounts);
  const taxOfShipping = taxOn(shipping, rateFor(about.request.tax, undefined), included);
  const tax = sum(priced.map((line) => line.tax)) + taxOfShipping;
  const totals: SellerTotals = {
    sellerId,
    sellerName,
    items,
    discount,
    shipping,
    shippingDiscounts,
    ...(option && { shippingOption: option }),
    shippingOptions: options,
    ...(options.length === 0 && { problem: `${sellerName} does not send to this country.` }),
    tax,
    total: items - discount + shipping + (included ? 0 : tax),
  };
  return [totals];
}

function appliedOf(promotions: readonly StoredPromotion[], { ofLine, ofShipping }: Discounts): AppliedPromotion[] {
  const discounts = [...ofLine.values(), ...ofShipping.values()].flat();
  return promotions.flatMap((promotion) => {
    const promotionId = PromotionId.parse(promotion._id);
    const own = discounts.filter((one) => one.promotionId === promotionId);
    if (own.length === 0) return [];
    return [
      {
        promotionId,
        title: promotion.title,
        ...(promotion.code !== undefined && { code: promotion.code }),
        amount: sumOf(own),
        paidBy: promotion.sellerId === undefined ? ('marketplace' as const) : ('shop' as const),
        limited: isLimited(promotion),
      },
    ];
  });
}
