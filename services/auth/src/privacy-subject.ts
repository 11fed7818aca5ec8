import { answeringServices, type PrivacySubject, readObstacles, UserId } from '@credenza/contracts';
import { Conflict, Forbidden, type Stored, type User } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from './context.ts';
import { guarded } from './guessing.ts';
import { GivenPassword } from './password.ts';
import { shopOfMember } from './shop.store.ts';
import type { Shop } from './shop.ts';
import { signedIn } from './signed-in.ts';
import type { UserState } from './user.ts';

/** What comes with every wish about personal data. */
export const PrivacyBody = z.strictObject({
  password: GivenPassword.meta({ description: 'once more, of whoever asks' }),
  userId: UserId.optional().meta({ description: 'for admins: about whom; anybody else asks about themselves' }),
});

/**
 * @param shop the shop that somebody works for
 * @param userId who
 * @returns whether it is nobody else's: then it goes with the account
 */
export function isOnlyOwner(shop: Pick<Shop, 'members'>, userId: string): boolean {
  const owners = shop.members.filter(({ role }) => role === 'owner');
  return owners.length === 1 && owners[0]?.userId === userId;
}

/**
 * Finds out whom a wish is about, and that it comes from somebody who may wish it.
 *
 * @param asked who is signed in, what they have sent, and from where
 * @param ctx the stores
 * @returns the account, with the shop that is nobody else's
 * @throws Unauthenticated when the session has ended; Forbidden for a wrong password and for others' data; NotFound when there is no such
 *   account; Conflict when it is erased
 */
export async function subjectOf(
  asked: { user: User; body: z.output<typeof PrivacyBody>; address: string; act: string },
  ctx: Context,
): Promise<PrivacySubject & { account: Stored<UserState> }> {
  const { user, body, address, act } = asked;
  const { account: own } = await signedIn(user, ctx);
  const userId = body.userId ?? user.id;
  if (userId !== user.id && own.role !== 'admin') throw new Forbidden('You can ask for your own data alone.');
  const check = () => ctx.passwords.matches(body.password, own.passwordHash);
  const right = await ctx.passwords.inTurn(() => guarded(ctx.limits, { email: own.email, address }, check));
  if (!right) {
    await ctx.audit.record({ act, actor: user.id, subject: userId, outcome: 'refused', detail: { address } });
    throw new Forbidden('The password is not right.');
  }
  const account = await ctx.users.get(userId);
  if (account.erasedAt) throw new Conflict('This account is erased.');
  const shop = await shopOfMember(ctx.shops, userId);
  return { userId, account, ...(shop && isOnlyOwner(shop, userId) && { sellerId: UserId.parse(shop._id) }) };
}

/**
 * Asks every service what has to come to an end before somebody can be erased.
 *
 * @param subject whom
 * @param ctx the sidecar
 * @throws Conflict with the reasons; Unavailable when a service does not answer
 */
export async function refuseWhileOpen(subject: PrivacySubject, ctx: Context): Promise<void> {
  const { userId, sellerId } = subject;
  const others = answeringServices.filter((name) => name !== 'auth');
  const answers = await Promise.all(others.map((name) => ctx.dapr.invoke(readObstacles(name), { userId, sellerId })));
  const reasons = [...(await ownObstacles(subject, ctx)), ...answers.flatMap((one) => one.reasons)];
  if (reasons.length > 0) throw new Conflict('Some things have to come to an end before.', { reasons });
}

/**
 * @param subject whom
 * @param ctx the stores
 * @returns what has to come to an end before, as far as accounts and shops go
 */
export async function ownObstacles({ userId }: PrivacySubject, ctx: Pick<Context, 'shops'>): Promise<string[]> {
  const shop = await shopOfMember(ctx.shops, userId);
  const leaves = shop && isOnlyOwner(shop, userId) && shop.members.length > 1;
  return leaves ? ['Others work for your shop: name another owner, or remove them.'] : [];
}
