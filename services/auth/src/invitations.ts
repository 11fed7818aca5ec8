import { type Fact, type InvitationId, type MemberRole, sellerInvited, type UserId } from '@credenza/contracts';
import { Conflict, type Decision, Forbidden, NotFound, TooManyRequests } from '@credenza/service-kit';
import { type Invitation, invitationHash, invitationMs } from './invitation.ts';
import { changedShop, ownerOf, type Shop, type ShopState } from './shop.ts';

const mostInvitations = 20;
const mostMembers = 50;
const mostSendings = 5;
/** Between two mails for one invitation, in ms. */
const pauseMs = 60_000;

/** Who asks: an owner, by the name that the mail shows. */
export interface Host {
  userId: UserId;
  name: string;
}

/** A mail to be sent: its token, which nobody but the receiver gets to see, and when. */
export interface Sending {
  token: string;
  now: Date;
}

/**
 * Asks somebody to work for a shop. It does not tell whether the address has an account.
 *
 * @param shop the shop
 * @param host who asks
 * @param guest the invitation's id, who is asked as what, and the account with that address if there is one
 * @param sending the token and the time
 * @returns the decision
 * @throws Forbidden for staff; Conflict when they work there or are asked already, or are too many
 */
export function invite(
  shop: Shop,
  host: Host,
  guest: { invitationId: InvitationId; email: string; role: MemberRole; account?: string | undefined },
  sending: Sending,
): Decision<ShopState> {
  ownerOf(shop, host.userId);
  mustBeOpen(shop);
  if (shop.members.some(({ userId }) => userId === guest.account)) throw new Conflict('They work for you already.');
  const before = shop.invitations.find(({ email }) => email === guest.email);
  if (before && before.expiresAt > sending.now) throw new Conflict('They are asked already; send it again instead.');
  const others = shop.invitations.filter((one) => one !== before);
  if (others.length >= mostInvitations) throw new Conflict(`Up to ${mostInvitations} people can be asked at a time.`);
  const { invitationId, email, role } = guest;
  const invitation = { invitationId, email, role, sendings: 1, ...sent(host, sending) };
  return { state: { invitations: [...others, invitation] }, facts: [mailFor(shop, invitation, host, sending)] };
}

/**
 * Sends an invitation again, with another token and a week from now; the link of the mail before is dead.
 *
 * @param shop the shop
 * @param host who asks
 * @param invitationId which
 * @param sending the new token and the time
 * @returns the decision
 * @throws Forbidden for staff; NotFound; TooManyRequests within a minute; Conflict when it was sent too often
 */
export function sendAgain(shop: Shop, host: Host, invitationId: InvitationId, sending: Sending): Decision<ShopState> {
  ownerOf(shop, host.userId);
  mustBeOpen(shop);
  const before = invitationOf(shop, invitationId);
  const waitMs = before.sentAt.getTime() + pauseMs - sending.now.getTime();
  if (waitMs > 0) throw new TooManyRequests(Math.ceil(waitMs / 1_000));
  if (before.sendings >= mostSendings) throw new Conflict(`It was sent ${mostSendings} times; take it back first.`);
  const invitation = { ...before, sendings: before.sendings + 1, ...sent(host, sending) };
  return {
    state: { invitations: shop.invitations.map((one) => (one === before ? invitation : one)) },
    facts: [mailFor(shop, invitation, host, sending)],
  };
}

/**
 * @param shop the shop
 * @param actor who takes it back
 * @param invitationId which
 * @returns the decision
 * @throws Forbidden for staff; NotFound
 */
export function takeBack(shop: Shop, actor: UserId, invitationId: InvitationId): Decision<ShopState> {
  ownerOf(shop, actor);
  const gone = invitationOf(shop, invitationId);
  return { state: { invitations: shop.invitations.filter((one) => one !== gone) }, facts: [] };
}

/**
 * Somebody comes with the token of an invitation; it is used up with that.
 *
 * @param shop the shop
 * @param guest the account, its address and the token that it shows
 * @param now the time
 * @returns the decision
 * @throws NotFound when the token is used, replaced, taken back or too old; Forbidden when the mail went to another address;
 *   Conflict when the shop is closed or has too many members
 */
export function accept(
  shop: Shop,
  guest: { userId: UserId; email: string; token: string },
  now: Date,
): Decision<ShopState> {
  const hash = invitationHash(guest.token);
  const invitation = shop.invitations.find(({ tokenHash }) => tokenHash === hash);
  if (!invitation || invitation.expiresAt <= now) throw new NotFound('invitation');
  if (invitation.email !== guest.email) throw new Forbidden('This invitation was sent to another address.');
  mustBeOpen(shop);
  if (shop.members.length >= mostMembers) throw new Conflict(`Up to ${mostMembers} people work for a shop.`);
  const member = { userId: guest.userId, role: invitation.role, since: now };
  return changedShop(
    shop,
    {
      members: [...shop.members, member],
      invitations: shop.invitations.filter((one) => one !== invitation),
    },
    ['members'],
  );
}

function mustBeOpen(shop: Shop): void {
  if (shop.state === 'closed') throw new Conflict('The shop is closed and takes nobody in.');
}

function invitationOf(shop: Shop, invitationId: InvitationId): Invitation {
  const invitation = shop.invitations.find((one) => one.invitationId === invitationId);
  if (!invitation) throw new NotFound('invitation');
  return invitation;
}

function sent(host: Host, { token, now }: Sending) {
  const expiresAt = new Date(now.getTime() + invitationMs);
  return { tokenHash: invitationHash(token), invitedBy: host.userId, sentAt: now, expiresAt };
}

function mailFor(shop: Shop, invitation: Invitation, host: Host, { token }: Sending): Fact {
  const { invitationId, email, role, expiresAt } = invitation;
  return sellerInvited.of({
    sellerId: shop._id,
    invitationId,
    shopName: shop.name,
    email,
    role,
    invitedBy: host.name,
    invitedById: host.userId,
    token,
    expiresAt: expiresAt.toISOString(),
  });
}
