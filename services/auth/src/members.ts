import type { MemberRole, UserId } from '@credenza/contracts';
import { Conflict, type Decision, NotFound } from '@credenza/service-kit';
import { changedShop, type Member, memberOf, ownerOf, type Shop, type ShopState } from './shop.ts';

/**
 * Makes a member an owner, or an owner staff.
 *
 * @param shop the shop
 * @param actor who wants it
 * @param change which member becomes what
 * @returns the decision; undefined when they are that already
 * @throws Forbidden for staff; NotFound; Conflict for the last owner
 */
export function changeRole(
  shop: Shop,
  actor: UserId,
  change: { userId: UserId; role: MemberRole },
): Decision<ShopState> | undefined {
  ownerOf(shop, actor);
  const before = colleague(shop, change.userId);
  if (before.role === change.role) return undefined;
  const members = shop.members.map((one) => (one === before ? { ...one, role: change.role } : one));
  mustHaveOwner(members);
  return changedShop(shop, { members, ...(change.role === 'staff' && withoutGuestsOf(shop, before)) }, ['members']);
}

/**
 * Takes somebody out of a shop: an owner anybody, everybody themselves. Whom they have asked to come is asked no more.
 *
 * @param shop the shop
 * @param actor who wants it
 * @param userId who goes
 * @returns the decision
 * @throws Forbidden for staff who remove others; NotFound; Conflict for the last owner
 */
export function removeMember(shop: Shop, actor: UserId, userId: UserId): Decision<ShopState> {
  if (actor === userId) memberOf(shop, actor);
  else ownerOf(shop, actor);
  const gone = colleague(shop, userId);
  const members = shop.members.filter((one) => one !== gone);
  mustHaveOwner(members);
  return changedShop(shop, { members, ...withoutGuestsOf(shop, gone) }, ['members']);
}

function colleague(shop: Shop, userId: UserId): Member {
  const member = shop.members.find((one) => one.userId === userId);
  if (!member) throw new NotFound('member');
  return member;
}

function mustHaveOwner(members: Member[]): void {
  if (!members.some(({ role }) => role === 'owner'))
    throw new Conflict('A shop always has an owner. Name another first.');
}

function withoutGuestsOf(shop: Shop, host: Member): Pick<ShopState, 'invitations'> {
  return { invitations: shop.invitations.filter(({ invitedBy }) => invitedBy !== host.userId) };
}
