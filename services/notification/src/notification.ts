import { createHash } from 'node:crypto';
import { idFromUuid, type Notification, NotificationId, type UserId } from '@credenza/contracts';
import type { OrderNews } from './feed.ts';

/** What an event has to say to one user's bell, and live about an order. */
export interface Tidings {
  userId: UserId;
  /** What this is said once of: an order, a payment; an event where it may happen again. */
  about: string;
  kind: string;
  title: string;
  body: string;
  link?: string;
  /** Also told live, as the order's new status. */
  order?: OrderNews;
  /** Whether it is kept in the bell. */
  bell: boolean;
}

/**
 * The id that always belongs to one effect, so that whatever asks for it again finds what was made before.
 *
 * @param parts what names the effect
 * @returns a UUID (version 8: made from a hash) in its usual text form
 */
export function effectUuid(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(12, 15)}`,
    `8${hash.slice(15, 18)}`,
    hash.slice(18, 30),
  ].join('-');
}

/**
 * @param tidings what there is to say
 * @param at when it happened, ISO 8601
 * @returns the notification as its owner sees it
 */
export function notificationOf(tidings: Omit<Tidings, 'bell' | 'order'>, at: string): Notification {
  const { userId, about, kind, title, body, link } = tidings;
  return {
    notificationId: idFromUuid(NotificationId, effectUuid(about, kind, userId)),
    kind,
    title,
    body,
    ...(link !== undefined && { link }),
    createdAt: at,
  };
}
