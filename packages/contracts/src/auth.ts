import { z } from 'zod';
import { event } from './event.ts';
import { InvitationId, UserId } from './ids.ts';
import { Currency } from './money.ts';
import { MemberRole, Role } from './token.ts';

export const userRegistered = event(
  'auth',
  'user.registered',
  'A buyer or seller has opened an account.',
  'userId',
  z.object({
    userId: UserId,
    email: z.email(),
    name: z.string(),
    role: Role,
    languages: z
      .array(z.string().max(35))
      .max(10)
      .optional()
      .meta({ description: 'BCP 47 tags as the browser prefers them, the best first' }),
  }),
  { personal: { of: 'userId', fields: 'all' } },
);

/** The life of a shop: only an active one sells; a suspended one still fulfils what was bought. */
export const SellerState = z.enum(['applied', 'active', 'suspended', 'closed']);
export type SellerState = z.infer<typeof SellerState>;

export const sellerUpdated = event(
  'auth',
  'seller.updated',
  'A shop was opened, or its state, its profile or its members changed.',
  'sellerId',
  z.object({
    sellerId: UserId.meta({ description: 'a shop bears the id of the account that opened it' }),
    state: SellerState,
    name: z.string(),
    currency: Currency,
    country: z.string().optional().meta({ description: 'ISO 3166-1 alpha-2' }),
    members: z.array(z.object({ userId: UserId, role: MemberRole })),
    /** Whether there is an account that payouts can go to. */
    payoutReady: z.boolean(),
    changes: z.array(z.enum(['opened', 'state', 'profile', 'members', 'payout'])),
    reason: z.string().optional().meta({ description: 'why an admin suspended or closed it' }),
  }),
);

export const sellerInvited = event(
  'auth',
  'seller.invited',
  'Somebody was asked by mail to join a shop.',
  'sellerId',
  z.object({
    sellerId: UserId,
    invitationId: InvitationId,
    shopName: z.string(),
    email: z.email(),
    role: MemberRole,
    invitedBy: z.string().meta({ description: 'the name of the member who asks' }),
    invitedById: UserId.optional(),
    token: z.string().meta({ description: 'what the link in the mail shows; good for one account, until it expires' }),
    expiresAt: z.iso.datetime(),
  }),
  { personal: { of: 'invitedById', fields: ['invitedBy'] } },
);
