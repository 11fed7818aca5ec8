import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { eraseAccount } from './erase-account.ts';
import { isOnlyOwner, ownObstacles } from './privacy-subject.ts';
import { shopOfMember } from './shop.store.ts';
import { memberOf, type Shop } from './shop.ts';

/** So many requests about somebody are told. */
const newest = 1_000;

/** A shop as it is to its only owner; of other people who work there or are asked to, nothing. */
async function ownedShop(shop: Shop, ctx: Context): Promise<object> {
  const { members: _members, invitations: _invitations, payout, version: _version, ...about } = shop;
  if (!payout) return about;
  const { sealed, ...shown } = payout;
  return { ...about, payout: { ...shown, account: JSON.parse(await ctx.payoutAccounts.unseal(sealed)) } };
}

/** Accounts, sessions and shops: who somebody is. Other services know the rest by the account's id, which stays as a pseudonym. */
export const personal: PersonalData<Context> = {
  async *export({ userId }, ctx) {
    const account = await ctx.users.find(userId);
    if (!account) return;
    const { email, name, role, createdAt } = account;
    yield ['accounts', { userId, email, name, role, createdAt }];
    for (const session of await ctx.sessions.allOf(userId)) yield ['sessions', session];
    const shop = await shopOfMember(ctx.shops, userId);
    if (shop && isOnlyOwner(shop, userId)) yield ['shops', await ownedShop(shop, ctx)];
    else if (shop) yield ['memberships', { sellerId: shop._id, ...memberOf(shop, userId) }];
    for (const { tokenHash: _hash, invitedBy: _host, ...one } of await ctx.invitationTraces.of(email))
      yield ['invitations', one];
    for (const { _id: requestId, kind, requestedAt } of await ctx.privacyRequests.list({ userId, limit: newest }))
      yield ['privacy-requests', { requestId, kind, requestedAt }];
  },
  erase: ({ userId }, ctx) => eraseAccount(userId, ctx),
  async mentions({ userId }, ctx) {
    const account = await ctx.users.find(userId);
    return account ? [account.email] : [];
  },
  obstacles: ownObstacles,
};
