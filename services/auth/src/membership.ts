import { type MemberRole, type Role, UserId } from '@credenza/contracts';
import { Forbidden, type Stored, type User } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { shopOfMember } from './shop.store.ts';
import { memberOf, openShop, ownerOf, type Shop } from './shop.ts';
import { signedIn } from './signed-in.ts';
import type { UserState } from './user.ts';

/** For which shop somebody acts, and as what. */
export interface Membership {
  sellerId: UserId;
  member: MemberRole;
}

/**
 * Finds the shop that an account works for. A seller's account that is older than shops gets one now, open, because it has been selling.
 *
 * @param account the account
 * @param ctx the stores
 * @returns the shop; undefined for a buyer, and for a founder whom the other owners have removed
 */
export async function shopOf(
  account: Stored<UserState>,
  ctx: Pick<Context, 'shops' | 'audit' | 'now'>,
): Promise<Shop | undefined> {
  const found = await shopOfMember(ctx.shops, account._id);
  if (found || account.role !== 'seller') return found;
  const founder = UserId.parse(account._id);
  const { state, facts } = openShop(founder, { name: account.name, state: 'active', now: ctx.now() });
  if (await ctx.shops.create(founder, state, facts))
    await ctx.audit.record({ act: 'shop.opened', actor: 'system', subject: founder, outcome: 'done' });
  return await shopOfMember(ctx.shops, founder);
}

/**
 * @param account an account
 * @param ctx the stores
 * @returns for which shop it acts; undefined when it works for none
 */
export async function membershipOf(account: Stored<UserState>, ctx: Context): Promise<Membership | undefined> {
  const shop = await shopOf(account, ctx);
  return shop && { sellerId: UserId.parse(shop._id), member: memberOf(shop, account._id).role };
}

/**
 * The role that a token gives. Who works for a shop is a seller for as long as that lasts, whatever the account was opened as.
 *
 * @param account an account
 * @param membership for which shop it acts
 * @returns its role now
 */
export function actingRole(account: Pick<UserState, 'role'>, membership: Membership | undefined): Role {
  if (account.role === 'admin') return 'admin';
  return membership ? 'seller' : 'buyer';
}

/**
 * Looks up the shop of whoever calls: the present one, not the one that the token names.
 *
 * @param user who the token names
 * @param ctx the stores
 * @param need `owner` when staff may not do it
 * @returns the account and its shop
 * @throws Unauthenticated when the session has ended; Forbidden when the account works for no shop, or not as what is needed
 */
export async function ownShop(
  user: User,
  ctx: Context,
  need: MemberRole = 'staff',
): Promise<{ account: Stored<UserState>; shop: Shop; role: MemberRole }> {
  const { account } = await signedIn(user, ctx);
  const shop = await shopOf(account, ctx);
  if (!shop) throw new Forbidden('You do not work for a shop (any more).');
  const { role } = need === 'owner' ? ownerOf(shop, user.id) : memberOf(shop, user.id);
  return { account, shop, role };
}
