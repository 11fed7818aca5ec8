import type { ProductId, UserId, VariantId } from '@credenza/contracts';
import { type CartLine, type LineId, marketplaceCurrency, type Offer, Quantity } from '@credenza/contracts';
import { Conflict } from '@credenza/service-kit';

/** What the shop says about a variant; amounts in minor units of the marketplace's currency. */
export interface Facts {
  productId: ProductId;
  sellerId: UserId;
  sellerName: string;
  title: string;
  variantTitle: string;
  image?: string | undefined;
  category?: string | undefined;
  unitPrice: number;
  /** Pieces that could be bought when the shop was last heard of. */
  stock: number;
  forSale: boolean;
  /** Set when it would be for sale if its shop were active. */
  shopClosed?: true | undefined;
  /** The product's version that these facts come from; older ones never replace them. */
  productVersion: number;
}

/** One variant in a cart. */
export interface Line extends Facts {
  lineId: LineId;
  variantId: VariantId;
  quantity: number;
  /** The price that the buyer put the pieces in at, or has accepted since. */
  acceptedPrice: number;
  /** The cart's version that brought this line: an order of an earlier version did not hold it. */
  since: number;
}

/** How many pieces a line may hold. */
export const maxQuantity = Quantity.maxValue ?? 999;

/**
 * What a live offer says about its variant.
 *
 * @param offer product's answer
 * @returns the facts to keep in a line
 * @throws Conflict when its price is not in the marketplace's currency
 */
export function factsOf(offer: Offer): Facts {
  const { price, available, variantId: _variantId, sku: _sku, image, category, shopOpen, ...same } = offer;
  if (price.currency !== marketplaceCurrency)
    throw new Conflict(`This shop sells in ${marketplaceCurrency}; the variant is priced in ${price.currency}.`);
  return {
    ...same,
    ...(image !== undefined && { image }),
    ...(category !== undefined && { category }),
    unitPrice: price.amount,
    stock: available,
    ...(shopOpen === false && { shopClosed: true }),
  };
}

/**
 * Brings a line up to date, unless it knows better already.
 *
 * @param line the line
 * @param facts what the shop says, read live or told by an event
 * @returns the line with the newer of both
 */
export function informed(line: Line, facts: Facts): Line {
  if (facts.productVersion < line.productVersion) return line;
  const { image: _image, category: _category, shopClosed: _shopClosed, ...rest } = line;
  return { ...rest, ...facts };
}

/**
 * Why a line cannot be ordered as it stands, or what its buyer should know first.
 *
 * @param line a line
 * @returns the notice that matters most; undefined when all is well
 */
export function noticeOf(line: Line): CartLine['notice'] {
  if (!line.forSale) return line.shopClosed ? 'shop-closed' : 'gone';
  if (line.stock === 0) return 'out-of-stock';
  if (line.stock < line.quantity) return 'less-stock';
  return line.unitPrice === line.acceptedPrice ? undefined : 'price-changed';
}

/**
 * @param line a line
 * @returns whether it could be ordered as it stands, as far as the cart knows
 */
export function isAvailable(line: Line): boolean {
  return line.forSale && line.stock >= line.quantity;
}

/**
 * @param line a line with its wanted quantity and live facts
 * @throws Conflict, with the pieces `available`, when that many cannot be bought
 */
export function mustBeBuyable(line: Line): void {
  const available = line.forSale ? Math.min(line.stock, maxQuantity) : 0;
  if (line.quantity <= available) return;
  if (!line.forSale) throw new Conflict('This is not for sale (any more).', { available });
  const most = line.stock > maxQuantity ? 'A line holds up to' : 'In stock are';
  throw new Conflict(`${most} ${available} pieces; the cart would hold ${line.quantity}.`, { available });
}

/**
 * Shows a line to its buyer.
 *
 * @param line the line
 * @returns what a snapshot says about it
 */
export function viewOf(line: Line): CartLine {
  const money = (amount: number) => ({ amount, currency: marketplaceCurrency });
  const {
    acceptedPrice: _accepted,
    since: _since,
    stock: _stock,
    forSale: _forSale,
    shopClosed: _shopClosed,
    productVersion: _v,
    ...same
  } = line;
  const notice = noticeOf(line);
  return {
    ...same,
    unitPrice: money(line.unitPrice),
    total: money(line.unitPrice * line.quantity),
    available: isAvailable(line),
    ...(notice && { notice }),
  };
}
