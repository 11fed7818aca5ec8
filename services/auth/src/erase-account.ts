import { randomBytes } from 'node:crypto';
import type { Decision, Stored } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { removeMember } from './members.ts';
import { isOnlyOwner } from './privacy-subject.ts';
import { shopOfMember } from './shop.store.ts';
import { changedShop, memberOf, type Shop, type ShopState } from './shop.ts';
import type { UserState } from './user.ts';

/**
 * @param shop a shop that goes with its only owner
 * @returns the decision: it is closed, and nothing is known of it but that it was there; undefined when that is so already
 */
export function emptyShop(shop: Shop): Decision<ShopState> | undefined {
  const name = 'Closed shop';
  if (shop.state === 'closed' && shop.name === name) return undefined;
  const gone = { description: undefined, address: undefined, taxId: undefined, contactEmail: undefined };
  const state = { ...gone, name, state: 'closed' as const, reason: undefined, payout: undefined, terms: undefined };
  return changedShop(shop, { ...state, invitations: [], documents: [] }, ['state', 'profile', 'payout']);
}

/**
 * @param user an account
 * @param passwordHash of a password that nobody knows
 * @param now the time
 * @returns the decision: nobody can sign in any more, the address is free again; undefined when that is so already
 */
export function emptyAccount(
  user: Stored<UserState>,
  passwordHash: string,
  now: Date,
): Decision<UserState> | undefined {
  if (user.erasedAt) return undefined;
  const email = `${user._id}@erased.invalid`;
  const passwordSerial = user.passwordSerial + 1;
  return { state: { email, name: 'Erased account', passwordHash, passwordSerial, erasedAt: now }, facts: [] };
}

/** What happens to the shop: it goes with its only owner, and does without any other member. */
async function leaveShop(userId: string, ctx: Context): Promise<number> {
  const shop = await shopOfMember(ctx.shops, userId);
  if (!shop) return 0;
  if (!isOnlyOwner(shop, userId)) {
    const member = memberOf(shop, userId).userId;
    await ctx.shops.change(shop._id, (now) => removeMember(now, member, member));
    return 1;
  }
  await ctx.shops.change(shop._id, emptyShop);
  const files = await ctx.blobs.keys(shop._id);
  await Promise.all(files.map((key) => ctx.blobs.remove(key)));
  return 1 + files.length;
}

/**
 * Erases an account with all that hangs on it. The address goes last: a repetition after a crash needs it to find the rest.
 *
 * @param userId whose
 * @param ctx the stores
 * @returns how many records were changed or removed
 */
export async function eraseAccount(userId: string, ctx: Context): Promise<number> {
  const account = await ctx.users.find(userId);
  if (!account) return 0;
  const left = await leaveShop(userId, ctx);
  const invitations = await ctx.invitationTraces.forget(account.email);
  const sessions = await ctx.sessions.forget(userId);
  const passwordHash = await ctx.passwords.hash(randomBytes(16).toString('hex'));
  await ctx.users.change(userId, (now) => emptyAccount(now, passwordHash, ctx.now()));
  return left + invitations + sessions + 1;
}
