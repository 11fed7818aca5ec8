import type { UserId } from '@credenza/contracts';
import { addressed } from './address.ts';
import type { Context } from './context.ts';
import { type DigestEntry, digestEntry } from './digest.ts';
import { say } from './language.ts';
import { type Mail, mailOf, topicOf } from './mail.ts';
import type { Addressed, Message } from './message.ts';
import { type Channels, channelsOf } from './preferences.ts';
import { type Reader, readersOf } from './readers.ts';
import { tell } from './tell.ts';

/** What messages are brought with. */
export type Post = Omit<Context, 'workers' | 'alerts' | 'webhookWorker'>;

/** A message with its reader, and where it goes. */
interface Routed {
  message: Addressed;
  reader: Reader;
  channels: Channels;
}

/**
 * Brings messages to their readers, on the channels that they have chosen; a second time brings what was missing then.
 *
 * @param event when it happened, ISO 8601
 * @param messages what there is to say
 * @param ctx the stores and the live feeds
 * @throws Error when somebody's address has not come yet, so that the event is tried again; everything else is brought
 */
export async function notify(event: { time: string }, messages: Message[], ctx: Post): Promise<void> {
  const strangers = await bring(event, messages, ctx);
  if (strangers.length > 0) throw new Error(`The address of ${strangers.join(', ')} has not come yet.`);
}

/**
 * The same for whoever cannot try again.
 *
 * @param event when it happened, ISO 8601
 * @param messages what there is to say
 * @param ctx the stores and the live feeds
 * @returns those whose mails could not be sent, because their address has not come yet
 */
export async function bring({ time }: { time: string }, messages: Message[], ctx: Post): Promise<UserId[]> {
  const each = await addressed(messages, ctx);
  const readers = await readersOf(
    each.map(({ userId }) => userId),
    ctx,
  );
  const routed = each.flatMap((message): Routed[] => {
    const reader = readers.get(message.userId);
    return reader ? [{ message, reader, channels: channelsOf(message.kind, reader.preferences) }] : [];
  });
  await tell(
    time,
    routed.map(({ message, reader, channels }) => {
      const { title, body } = message.words[reader.language](say[reader.language]);
      return { ...message, title, body, bell: channels.bell };
    }),
    ctx,
  );
  return await sendMails(routed, ctx);
}

async function sendMails(routed: Routed[], ctx: Post): Promise<UserId[]> {
  const [now, mails, entries]: [Date, Mail[], DigestEntry[]] = [ctx.now(), [], []];
  const strangers: UserId[] = [];
  for (const { message, reader, channels } of routed) {
    const { recipient, language } = reader;
    if (channels.mail === 'off') continue;
    if (!recipient) strangers.push(message.userId);
    else if (channels.mail === 'at-once') mails.push(mailOf(topicOf(message), { ...recipient, language }, ctx));
    else entries.push(digestEntry(message, channels.mail, language, now));
  }
  await ctx.mails.post(mails, now);
  await ctx.digests.add(entries, now);
  // Asked after the writing: who is erased while it goes on is forgotten by one of the two.
  const gone = await ctx.erasedAmong(routed.map(({ message }) => message.userId));
  for (const userId of gone) await ctx.personal.forget({ userId });
  if (mails.length > 0) ctx.worker.wake();
  return strangers.filter((userId) => !gone.has(userId));
}
