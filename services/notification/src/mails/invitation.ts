import type { sellerInvited } from '@credenza/contracts';
import type { z } from 'zod';
import { type Letter, letter } from './letter.ts';

const as = { owner: 'as an owner', staff: 'as a member of its staff' };

/**
 * @param to whom it is for; nothing more than the address is known
 * @param invitation what auth says
 * @param shop where the marketplace is
 * @returns the mail with the link that makes its receiver a member
 */
export function invitationMail(
  to: { name: string },
  invitation: z.output<typeof sellerInvited.schema>,
  shop: string,
): Letter {
  const { invitedBy, shopName, role, token, expiresAt } = invitation;
  return letter(to, `${invitedBy} invites you to ${shopName}`, [
    `${invitedBy} asks you to work for the shop ${shopName} on Credenza, ${as[role]}.`,
    { link: 'Join the shop', url: `${shop}/join?invitation=${token}` },
    `The link is for this address alone and good until ${expiresAt.slice(0, 10)}. If you do not know the shop, leave it: nothing happens then.`,
  ]);
}
