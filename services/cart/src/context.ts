import { type Offer, type ProductId, readOffers, type VariantId } from '@credenza/contracts';
import type { Audit, Deps } from '@credenza/service-kit';
import DataLoader from 'dataloader';
import type { z } from 'zod';
import { Carts, cartModel } from './cart.store.ts';
import type { Cart, StoredCart } from './cart.ts';
import type { config } from './config.ts';
import type { CookieSettings } from './guest-cookie.ts';
import { GuestTokens } from './guest-token.ts';
import { termsFrom } from './load-terms.ts';
import { Products } from './product.store.ts';
import { applyProducts } from './product.ts';
import { openPromotions, type Promotions } from './promotion.store.ts';
import { openShippings, type Shippings } from './shipping.store.ts';
import { shopQuotes } from './shipping-quotes.ts';
import { openTaxOverrides, type TaxOverrides } from './tax-override.store.ts';
import { tableRates } from './tax-rates.ts';
import { openUses, type UsesOfPromotions } from './uses.store.ts';

/** What handlers may use. */
export interface Context {
  carts: Carts;
  promotions: Promotions;
  uses: UsesOfPromotions;
  shippings: Shippings;
  taxOverrides: TaxOverrides;
  audit: Audit;
  now(): Date;
  products: Products;
  guestTokens: GuestTokens;
  /**
   * Asks product for a variant as it can be bought right now.
   *
   * @param variantId the variant
   * @returns the offer; undefined when there is no such variant
   * @throws Unavailable when product does not answer
   */
  offerOf(variantId: VariantId): Promise<Offer | undefined>;
  /**
   * Brings lines that have just been written up to date with events that were handled while they were on their way.
   *
   * @param cart the cart as it was written
   * @param productIds the products of those lines
   * @returns the cart, up to date
   */
  catchUp(cart: StoredCart, productIds: readonly ProductId[]): Promise<StoredCart>;
  cookies: CookieSettings;
}

/** How long the first of several questions waits for the others, in ms. */
const gatherMs = 2;

/**
 * Builds the context.
 *
 * @param deps what the kit gives
 * @returns the context
 */
export function makeContext(deps: Deps<z.output<typeof config>>): Context {
  const days = deps.config.GUEST_CART_DAYS;
  const expiry = () => new Date(deps.now().getTime() + days * 24 * 3_600_000);
  const guestTokens = new GuestTokens(deps.config.GUEST_TOKEN_SECRET);
  const [promotions, uses] = [openPromotions(deps), openUses(deps)];
  const [shippings, taxOverrides] = [openShippings(deps), openTaxOverrides(deps)];
  const { SHIPPING_PRICE: usualPrice, HOME_COUNTRY: home } = deps.config;
  const usual = { optionId: 'standard', title: 'Standard', price: usualPrice, minDays: 3, maxDays: 5 };
  const load = termsFrom({
    promotions,
    uses,
    quotes: shopQuotes(shippings, usual),
    taxes: tableRates(taxOverrides),
    now: deps.now,
  });
  const carts = new Carts(
    deps.aggregates<Cart>(cartModel(deps.db), 'cart'),
    { expiry, freshToken: () => guestTokens.fresh() },
    { load, home },
  );
  const products = new Products(deps.db, deps.now);
  // Adds that come at once ask together: a crowd at one product costs a few calls, not hundreds.
  const offers = new DataLoader<VariantId, Offer | undefined>(
    async (wanted) => {
      const { offers: live } = await deps.dapr.invoke(readOffers, { variantIds: [...new Set(wanted)] });
      const found = new Map(live.map((offer) => [offer.variantId, offer]));
      return wanted.map((variantId) => found.get(variantId));
    },
    { cache: false, maxBatchSize: 100, batchScheduleFn: (ask) => setTimeout(ask, gatherMs) },
  );
  return {
    carts,
    promotions,
    uses,
    shippings,
    taxOverrides,
    audit: deps.audit,
    now: deps.now,
    products,
    guestTokens,
    cookies: { days, secure: deps.config.PUBLIC_URL.startsWith('https:') },
    offerOf: (variantId) => offers.load(variantId),
    async catchUp(cart, productIds) {
      const newest = await products.newest(productIds);
      if (!applyProducts(cart, newest)) return cart;
      return (await carts.changeIfThere(cart._id, (now) => applyProducts(now, newest))) ?? cart;
    },
  };
}
