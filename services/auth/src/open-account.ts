import { newId, UserId } from '@credenza/contracts';
import { Conflict, inTransaction, type Stored } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { firstState } from './onboarding.ts';
import { openShop } from './shop.ts';
import { openAccount, type Registration, type UserState } from './user.ts';

const taken = 'This email address has an account.';

/**
 * Opens an account; a seller's account and its shop come into being together or not at all.
 *
 * @param asked who wants to register
 * @param ctx the stores
 * @returns the account
 * @throws Conflict when the address has one
 */
export async function newAccount(asked: Registration, ctx: Context): Promise<Stored<UserState>> {
  const userId = newId(UserId);
  const now = ctx.now();
  const account = openAccount(userId, asked, now);
  if (asked.role === 'seller') {
    const { rows } = await ctx.checklists.read();
    const shop = openShop(userId, { name: asked.name, state: firstState(rows), now });
    await inTransaction(ctx.users.model.db, async (transaction) => {
      if (!(await ctx.users.create(userId, account.state, account.facts, transaction))) throw new Conflict(taken);
      await ctx.shops.create(userId, shop.state, shop.facts, transaction);
    });
  } else if (!(await ctx.users.create(userId, account.state, account.facts))) throw new Conflict(taken);
  await ctx.audit.record({ act: 'account.opened', actor: userId, subject: userId, outcome: 'done' });
  return { ...account.state, _id: userId, version: 1 };
}
