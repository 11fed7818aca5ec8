import { UserId } from '@credenza/contracts';
import { Conflict, isDuplicateKey, NotFound, type Stored, type Transaction } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { invitationHash } from './invitation.ts';
import { accept } from './invitations.ts';
import { shopThatInvites } from './shop.store.ts';
import type { Shop } from './shop.ts';
import type { UserState } from './user.ts';

/**
 * Makes an account a member of the shop that has invited it.
 *
 * @param token what the mail's link shows
 * @param account the account
 * @param ctx the stores
 * @param transaction when the account is opened with it
 * @returns the shop
 * @throws NotFound, Forbidden; Conflict when the account works for a shop already
 */
export async function join(
  token: string,
  account: Pick<Stored<UserState>, '_id' | 'email'>,
  ctx: Context,
  transaction?: Transaction,
): Promise<Shop> {
  const shop = await shopThatInvites(ctx.shops, invitationHash(token));
  if (!shop) throw new NotFound('invitation');
  const guest = { userId: UserId.parse(account._id), email: account.email, token };
  try {
    const options = transaction && { transaction };
    return await ctx.shops.change(shop._id, (now) => accept(now, guest, ctx.now()), options);
  } catch (error) {
    if (isDuplicateKey(error)) throw new Conflict('You work for a shop already.');
    throw error;
  }
}
