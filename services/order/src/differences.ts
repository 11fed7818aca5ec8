import type { CartSnapshot, Difference, Offer } from '@credenza/contracts';

/**
 * Finds the snapshot that a buyer has looked at.
 *
 * @param known the last snapshots of the buyer's cart, the newest last
 * @param version the version that the buyer has looked at
 * @returns that snapshot; when it is not known (any more) the one before it, whose prices the buyer has seen as well
 */
export function snapshotSeen(known: CartSnapshot[], version: number): CartSnapshot | undefined {
  return known.findLast((snapshot) => snapshot.version <= version);
}

/**
 * Says in what the shop differs from the cart that a buyer has looked at. Lines and quantities that the buyer has changed
 * meanwhile, in another tab, are no differences: they are in the cart as it is now.
 *
 * @param seen what the buyer has looked at, where it is known
 * @param cart the cart as it is now
 * @param offers what the shop says about the cart's variants now
 * @returns every price that has changed since, every line that asks for more than there is, and every one that is gone
 */
export function differencesSince(seen: CartSnapshot | undefined, cart: CartSnapshot, offers: Offer[]): Difference[] {
  const prices = new Map(seen?.lines.map(({ variantId, unitPrice }) => [variantId, unitPrice]));
  const live = new Map(offers.map((offer) => [offer.variantId, offer]));
  return cart.lines.flatMap(({ variantId, title, quantity, unitPrice }): Difference[] => {
    const offer = live.get(variantId);
    if (!offer?.forSale) return [{ kind: 'gone', variantId, title }];
    const was = prices.get(variantId) ?? unitPrice;
    const { amount, currency } = offer.price;
    const changed = was.amount !== amount || was.currency !== currency;
    return [
      ...(changed ? [{ kind: 'price' as const, variantId, title, was: was.amount, now: amount, currency }] : []),
      ...(offer.available < quantity
        ? [{ kind: 'stock' as const, variantId, title, wanted: quantity, available: offer.available }]
        : []),
    ];
  });
}
