import { Currency, MemberRole, SellerState, UserId } from '@credenza/contracts';
import { type Reply, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Shop } from './shop.ts';
import { ProfileView } from './shop-profile.ts';

/** A shop as those see it who work for it; what only owners and admins see is missing for staff. */
export const ShopView = z.object({
  sellerId: UserId,
  version: z.int(),
  state: SellerState,
  reason: z.string().optional().meta({ description: 'why it was suspended or closed' }),
  ...ProfileView,
  currency: Currency,
  role: MemberRole.optional().meta({ description: 'as what the caller works for it; missing for admins' }),
  payoutReady: z.boolean().meta({ description: 'whether there is an account that payouts can go to' }),
  payoutAccount: z
    .object({ masked: z.string(), givenAt: z.iso.datetime() })
    .optional()
    .meta({ description: 'only for owners and admins' }),
  createdAt: z.iso.datetime(),
});
export type ShopView = z.input<typeof ShopView>;

/** As what somebody looks at a shop. */
export type Viewer = MemberRole | 'admin';

/**
 * @param shop a shop
 * @param viewer as what somebody looks at it
 * @returns what they see, with the ETag that If-Match takes
 */
export function shopReply(shop: Shop, viewer: Viewer): Reply<ShopView> {
  return versioned(shopView(shop, viewer), shop.version, { headers: { 'cache-control': 'private, no-cache' } });
}

function shopView(shop: Shop, viewer: Viewer): ShopView {
  const { name, description, address, taxId, contactEmail, state, reason, currency, payout } = shop;
  return {
    sellerId: shop._id,
    version: shop.version,
    state,
    reason,
    name,
    description,
    address,
    taxId,
    contactEmail,
    currency,
    ...(viewer !== 'admin' && { role: viewer }),
    payoutReady: payout !== undefined,
    ...(viewer !== 'staff' &&
      payout && { payoutAccount: { masked: payout.masked, givenAt: payout.givenAt.toISOString() } }),
    createdAt: shop.createdAt.toISOString(),
  };
}
