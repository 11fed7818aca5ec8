import { InvitationId, MemberRole, UserId } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import { z } from 'zod';
import type { Invitation } from './invitation.ts';
import type { ShopState } from './shop.ts';
import { usersById } from './user.store.ts';
import type { UserState } from './user.ts';

/** Somebody who works for a shop, as colleagues see them. */
export const MemberView = z.object({
  userId: UserId,
  name: z.string(),
  email: z.string(),
  role: MemberRole,
  since: z.iso.datetime(),
});

/** An invitation as owners see it; never its token. */
export const InvitationView = z.object({
  invitationId: InvitationId,
  email: z.string(),
  role: MemberRole,
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

/**
 * @param shop a shop
 * @param users the accounts
 * @returns its members, with their names and addresses
 */
export async function memberViews(
  shop: Pick<ShopState, 'members'>,
  users: Aggregates<UserState>,
): Promise<z.input<typeof MemberView>[]> {
  const accounts = await usersById(
    users,
    shop.members.map(({ userId }) => userId),
  );
  return shop.members.map(({ userId, role, since }) => {
    const { name = '', email = '' } = accounts.get(userId) ?? {};
    return { userId, name, email, role, since: since.toISOString() };
  });
}

/**
 * @param invitation an invitation
 * @returns what owners see of it
 */
export function invitationView(invitation: Invitation): z.input<typeof InvitationView> {
  const { invitationId, email, role, sentAt, expiresAt } = invitation;
  return { invitationId, email, role, sentAt: sentAt.toISOString(), expiresAt: expiresAt.toISOString() };
}
