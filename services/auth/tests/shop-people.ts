import type { MemberRole } from '@credenza/contracts';
import { sellerInvited } from '@credenza/contracts';
import type { Harness } from '@credenza/service-kit/testing';
import type { Context } from '../src/context.ts';
import { as, freshEmail, newcomer, type Person, password } from './harness.ts';

type Kit = Harness<Context>;

/** A mail that was asked for: its token, and what the route said about it. */
export interface Asked {
  token: string;
  invitationId: string;
  email: string;
}

/**
 * @param kit the service
 * @param invitationId an invitation
 * @param count how many mails were sent for it
 * @returns the token of the newest of them, as its event has told it
 */
export async function tokenOf(kit: Kit, invitationId: string, count = 1): Promise<string> {
  const told = new Set<string>();
  const event = await kit.published('seller.invited', ({ data }) => {
    const invited = sellerInvited.schema.parse(data);
    if (invited.invitationId === invitationId) told.add(invited.token);
    return invited.invitationId === invitationId && told.size === count;
  });
  return sellerInvited.schema.parse(event.data).token;
}

/**
 * @param kit the service
 * @param owner who asks
 * @param email whom
 * @param role as what
 * @returns the invitation with its token
 */
export async function ask(kit: Kit, owner: Person, email: string, role: MemberRole = 'staff'): Promise<Asked> {
  const { body } = await as(kit, owner).post('/api/auth/shop/invitations', { email, role }).expect(201);
  return { token: await tokenOf(kit, body.invitationId), invitationId: body.invitationId, email };
}

/**
 * @param kit the service
 * @param owner whose shop
 * @param role as what
 * @returns somebody new who works there
 */
export async function colleague(kit: Kit, owner: Person, role: MemberRole = 'staff'): Promise<Person> {
  const { token, email } = await ask(kit, owner, freshEmail(), role);
  const asked = { email, password, name: 'Freja', role: 'seller', invitation: token };
  const { body } = await kit.http.post('/api/auth/register').send(asked).expect(201);
  const { accessToken, refreshToken, user } = body;
  return { email, userId: user.userId, accessToken, refreshToken, authorization: `Bearer ${accessToken}` };
}

/** @returns an owner and a member of staff of one shop */
export async function shopWithStaff(kit: Kit): Promise<{ owner: Person; staff: Person }> {
  const owner = await newcomer(kit, { role: 'seller' });
  return { owner, staff: await colleague(kit, owner) };
}
