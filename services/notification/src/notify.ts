import { addressed } from './address.ts';
import type { Context } from './context.ts';
import { type DigestEntry, digestEntry } from './digest.ts';
import { say } from './language.ts';
import { type Mail, mailOf, topicOf } from './mail.ts';
import type { Addressed, Message } from './message.ts';
import { type Channels, channelsOf } from './preferences.ts';
import { type Reader, readersOf } from './readers.ts';
import { tell } from './tell.ts';

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
export async function notify({ time }: { time: string }, messages: Message[], ctx: Context): Promise<void> {
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
  await sendMails(routed, ctx);
}

async function sendMails(routed: Routed[], ctx: Context): Promise<void> {
  const [now, mails, entries]: [Date, Mail[], DigestEntry[]] = [ctx.now(), [], []];
  const missing: string[] = [];
  for (const { message, reader, channels } of routed) {
    const { recipient, language } = reader;
    if (channels.mail === 'off') continue;
    if (!recipient) missing.push(message.userId);
    else if (channels.mail === 'at-once') mails.push(mailOf(topicOf(message), { ...recipient, language }, ctx));
    else entries.push(digestEntry(message, channels.mail, language, now));
  }
  await ctx.mails.post(mails, now);
  if (mails.length > 0) ctx.worker.wake();
  await ctx.digests.add(entries, now);
  if (missing.length > 0) throw new Error(`The address of ${missing.join(', ')} has not come yet.`);
}
