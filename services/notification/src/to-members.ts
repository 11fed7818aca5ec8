import type { UserId } from '@credenza/contracts';
import type { Context } from './context.ts';

/**
 * Addresses what concerns a shop to everybody who works there.
 *
 * @param entries notifications or letters, each to a shop
 * @param ctx where the members are
 * @returns one for each member; for the founder, whose id the shop bears, as long as nobody has told who works there
 */
export async function toMembers<Entry extends { userId: UserId }>(
  entries: Entry[],
  ctx: Pick<Context, 'shops'>,
): Promise<Entry[]> {
  const members = await ctx.shops.members(entries.map(({ userId }) => userId));
  return entries.flatMap((entry) =>
    (members.get(entry.userId) ?? [entry.userId]).map((userId) => ({ ...entry, userId })),
  );
}
