import type { Fact } from '@credenza/contracts';
import { newId, UserId } from '@credenza/contracts';
import { Conflict, inTransaction, type Stored } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { join } from './join.ts';
import { firstState } from './onboarding.ts';
import { openShop } from './shop.ts';
import { openAccount, type Registration, type UserState } from './user.ts';

interface NewAccount {
  userId: UserId;
  state: UserState;
  facts: Fact[];
}

const taken = () => new Conflict('This email address has an account.');

/**
 * Opens an account; a seller's account and its shop, or its place in a shop, come into being together or not at all.
 *
 * @param asked who wants to register, with the token of an invitation if there is one
 * @param ctx the stores
 * @returns the account
 * @throws Conflict when the address has one; what `join` throws
 */
export async function newAccount(
  { invitation, ...asked }: Registration & { invitation?: string | undefined },
  ctx: Context,
): Promise<Stored<UserState>> {
  const userId = newId(UserId);
  const invited = invitation !== undefined;
  const account = { userId, ...openAccount(userId, { ...asked, invited }, ctx.now()) };
  if (invited) await openAsMember(account, invitation, ctx);
  else if (asked.role === 'seller') await openWithShop(account, ctx);
  else if (!(await ctx.users.create(userId, account.state, account.facts))) throw taken();
  await ctx.audit.record({ act: 'account.opened', actor: userId, subject: userId, outcome: 'done' });
  return { ...account.state, _id: userId, version: 1 };
}

async function openWithShop({ userId, state, facts }: NewAccount, ctx: Context): Promise<void> {
  const { rows } = await ctx.checklists.read();
  const shop = openShop(userId, { name: state.name, state: firstState(rows), now: ctx.now() });
  await inTransaction(ctx.users.model.db, async (transaction) => {
    if (!(await ctx.users.create(userId, state, facts, transaction))) throw taken();
    await ctx.shops.create(userId, shop.state, shop.facts, transaction);
  });
}

async function openAsMember({ userId, state, facts }: NewAccount, token: string, ctx: Context): Promise<void> {
  const shop = await inTransaction(ctx.users.model.db, async (transaction) => {
    if (!(await ctx.users.create(userId, state, facts, transaction))) throw taken();
    return await join(token, { _id: userId, email: state.email }, ctx, transaction);
  });
  const detail = { userId };
  await ctx.audit.record({ act: 'member.joined', actor: userId, subject: shop._id, outcome: 'done', detail });
}
