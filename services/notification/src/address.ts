import type { Context } from './context.ts';
import type { Addressed, Message } from './message.ts';

/**
 * Addresses messages: what concerns a shop to everybody who works there.
 *
 * @param messages messages to users and to shops
 * @param ctx where the members of shops are
 * @returns one for each reader; for a shop's founder, whose id the shop bears, as long as nobody has told who works there
 */
export async function addressed(messages: Message[], ctx: Pick<Context, 'shops'>): Promise<Addressed[]> {
  const shops = messages.flatMap(({ to }) => ('shop' in to ? [to.shop] : []));
  const members = await ctx.shops.members(shops);
  return messages.flatMap(({ to, ...message }) => {
    if ('user' in to) return [{ ...message, userId: to.user }];
    const theirs = members.get(to.shop) ?? [{ userId: to.shop, role: 'owner' as const }];
    return theirs
      .filter(({ role }) => to.only === undefined || role === 'owner')
      .map(({ userId }) => ({ ...message, userId }));
  });
}
