import { Currency, MemberRole, SellerState, UserId } from '@credenza/contracts';
import { type Reply, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { DocumentId, type ShopDocument } from './document.ts';
import { plainText } from './name.ts';
import type { Shop } from './shop.ts';
import { ProfileView } from './shop-profile.ts';

/** A document of a shop; the file is read by its own address. */
export const DocumentView = z.object({
  documentId: DocumentId,
  kind: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.int().meta({ description: 'bytes' }),
  uploadedAt: z.iso.datetime(),
  uploadedBy: UserId,
});

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
  terms: z
    .object({ version: z.string(), acceptedAt: z.iso.datetime() })
    .optional()
    .meta({ description: 'what an owner has accepted last; only for owners and admins' }),
  documents: z.array(DocumentView).optional().meta({ description: 'only for owners and admins' }),
  createdAt: z.iso.datetime(),
});
export type ShopView = z.input<typeof ShopView>;

/** Names a shop. */
export const ShopParams = z.object({ sellerId: UserId });

/** Why an admin does something to a shop; its members read it. */
export const Reason = z.object({ reason: plainText(500).min(1) });

/** A shop in the list of all shops. */
export const ShopCard = z.object({
  sellerId: UserId,
  version: z.int(),
  name: z.string(),
  state: SellerState,
  reason: z.string().optional(),
  country: z.string().optional(),
  payoutReady: z.boolean(),
  complete: z.boolean().meta({ description: 'whether it has everything that is required of new shops' }),
  missing: z.array(z.string()).meta({ description: 'what it lacks, by the titles of the checklist' }),
  createdAt: z.iso.datetime(),
});

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
  const { name, description, address, taxId, contactEmail, state, reason, currency, payout, terms } = shop;
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
    ...(viewer !== 'staff' &&
      terms && { terms: { version: terms.version, acceptedAt: terms.acceptedAt.toISOString() } }),
    ...(viewer !== 'staff' && { documents: shop.documents.map(documentView) }),
    createdAt: shop.createdAt.toISOString(),
  };
}

/**
 * @param document a document
 * @returns what owners and admins see of it
 */
export function documentView(document: ShopDocument): z.input<typeof DocumentView> {
  return { ...document, uploadedAt: document.uploadedAt.toISOString() };
}

/**
 * @param shop a shop
 * @param missing what it lacks
 * @returns its entry in the list of all shops
 */
export function shopCard(shop: Shop, missing: string[]): z.input<typeof ShopCard> {
  const { _id, version, name, state, reason, address, payout, createdAt } = shop;
  return {
    sellerId: _id,
    version,
    name,
    state,
    reason,
    country: address?.country,
    payoutReady: payout !== undefined,
    complete: missing.length === 0,
    missing,
    createdAt: createdAt.toISOString(),
  };
}
