import type { UserId } from '@credenza/contracts';
import type { Context } from './context.ts';
import type { Language } from './language.ts';
import type { Preferences } from './preferences.ts';
import type { Recipient } from './recipient.store.ts';

/** Somebody who gets messages. */
export interface Reader {
  /** Missing until the auth service's event about them has come. */
  recipient: Recipient | undefined;
  preferences: Preferences | undefined;
  language: Language;
}

/**
 * @param userIds some users
 * @param ctx where their addresses and choices are
 * @returns each with what is known
 */
export async function readersOf(
  userIds: UserId[],
  ctx: Pick<Context, 'recipients' | 'preferences'>,
): Promise<Map<UserId, Reader>> {
  const unique = [...new Set(userIds)];
  const [recipients, chosen] = await Promise.all([ctx.recipients.find(unique), ctx.preferences.find(unique)]);
  return new Map(
    unique.map((userId) => {
      const [recipient, preferences] = [recipients.get(userId), chosen.get(userId)];
      return [userId, { recipient, preferences, language: preferences?.language ?? recipient?.language ?? 'en' }];
    }),
  );
}
