import type { Context } from './context.ts';
import type { News } from './feed.ts';
import { notificationOf, type Tidings } from './notification.ts';

/**
 * Brings tidings to their users, each exactly once: the bell keeps it, every open tab hears it.
 * The kept notifications remember whether they were told live, so a second delivery does only what is missing.
 *
 * @param time when it happened, ISO 8601
 * @param tidings what there is to say; an order's new status is told live even to somebody who does not want it in the bell
 * @param ctx the stores and the live feeds
 */
export async function tell(
  time: string,
  tidings: Tidings[],
  ctx: Pick<Context, 'notifications' | 'live' | 'erasedAmong'>,
): Promise<void> {
  const gone = await ctx.erasedAmong(tidings.map(({ userId }) => userId));
  const heard = tidings.filter(({ userId }) => !gone.has(userId));
  const entries = heard.map((one) => ({ ...one, notification: notificationOf(one, time) }));
  const untold = await ctx.notifications.keep(entries.filter(({ bell }) => bell));
  const at = new Date(time);
  await Promise.all(
    entries.map(async ({ userId, order, bell, notification }) => {
      const missing = bell && untold.has(notification.notificationId);
      if (bell && !missing) return;
      const news: News[] = [
        ...(order ? [{ kind: 'order' as const, order }] : []),
        ...(missing ? [{ kind: 'notification' as const, notification }] : []),
      ];
      if (news.length > 0) await ctx.live.tell(userId, news, at);
    }),
  );
  if (untold.size > 0) await ctx.notifications.told(untold);
}
