import type { UserId } from '@credenza/contracts';
import type { Kind } from './kinds.ts';
import { type Language, say } from './language.ts';
import type { Part } from './letter.ts';
import type { Addressed, Words } from './message.ts';
import { effectUuid } from './notification.ts';
import { type MailTiming, windowMs } from './preferences.ts';

/** What makes a digest wait. */
export type Window = Exclude<MailTiming, 'at-once' | 'off'>;

/** One message that waits for its digest, in its reader's language. */
export interface DigestItem {
  /** Names what is said, so that it is said once. */
  id: string;
  kind: Kind;
  title: string;
  body: string;
  link?: string;
  /** When the mail with it has to go at the latest. */
  dueAt: Date;
}

/** A message for somebody's digest. */
export interface DigestEntry {
  userId: UserId;
  window: Window;
  item: DigestItem;
}

/** How many messages a digest tells in full. */
const tellsAtMost = 100;

/**
 * @param message a message whose reader wants it with others
 * @param window how long it may wait
 * @param language the reader's
 * @param now the time
 * @returns the message as the digest keeps it
 */
export function digestEntry(message: Addressed, window: Window, language: Language, now: Date): DigestEntry {
  const { userId, kind, about, link, words } = message;
  const { title, body } = words[language](say[language]);
  const dueAt = new Date(now.getTime() + windowMs[window]);
  const id = effectUuid(about, kind, userId);
  return { userId, window, item: { id, kind, title, body, ...(link !== undefined && { link }), dueAt } };
}

/**
 * @param items what has come together, oldest first
 * @param language the reader's
 * @param shop where the marketplace is, without a slash at its end
 * @returns what the mail says
 */
export function digestWords(items: DigestItem[], language: Language, shop: string): Words {
  const [first] = items;
  const more = items.length - tellsAtMost;
  const parts = items
    .slice(0, tellsAtMost)
    .flatMap(({ title, body, link }): Part[] => [
      `${title}: ${body}`,
      ...(link === undefined
        ? []
        : [{ link: { en: 'See more', de: 'Mehr ansehen' }[language], url: `${shop}${link}` }]),
    ]);
  const rest = { en: `And ${more} more.`, de: `Und ${more} weitere.` }[language];
  const many = { en: `${items.length} news for you`, de: `${items.length} Neuigkeiten für dich` }[language];
  return {
    title: items.length === 1 && first ? first.title : many,
    body: many,
    parts: [...parts, ...(more > 0 ? [rest] : [])],
  };
}
