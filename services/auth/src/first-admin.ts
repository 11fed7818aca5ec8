import { newId, UserId } from '@credenza/contracts';
import type { Context } from './context.ts';
import { userByEmail } from './user.store.ts';
import { openAccount } from './user.ts';

/**
 * Makes the administrator that the settings name, once: the unique address lets only one of several replicas succeed,
 * and an account that exists is left as it is.
 *
 * @param ctx the context
 */
export async function ensureAdmin(ctx: Context): Promise<void> {
  const { admin } = ctx.settings;
  if (!admin) return;
  const { email, password } = admin;
  const existing = await userByEmail(ctx.users, email);
  if (existing) {
    if (existing.role !== 'admin') ctx.log.warn('ADMIN_EMAIL is the address of an account that is no administrator');
    return;
  }
  const passwordHash = await ctx.passwords.inTurn(() => ctx.passwords.hash(password));
  const userId = newId(UserId);
  const { state, facts } = openAccount(
    userId,
    { email, name: 'Administrator', role: 'admin', passwordHash },
    ctx.now(),
  );
  if (!(await ctx.users.create(userId, state, facts))) return;
  await ctx.audit.record({ act: 'account.opened', actor: 'system', subject: userId, outcome: 'done' });
}
