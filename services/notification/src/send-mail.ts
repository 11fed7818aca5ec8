import type { UserId } from '@credenza/contracts';
import type { Context } from './context.ts';
import { mailOf } from './mail.ts';
import type { Letter } from './mails/letter.ts';
import type { Recipient } from './recipient.store.ts';

/** A letter that an event asks for. */
export interface Errand {
  userId: UserId;
  /** What it is about, such as an order's id; with the template and the user it names the mail, which is sent once. */
  about: string;
  template: string;
  write(to: Recipient, shop: string): Letter;
}

/**
 * Keeps letters as mails to be sent.
 *
 * @param errands the letters
 * @param ctx the stores
 * @throws Error when somebody's address has not come yet, so that the event is tried again; the other mails are kept
 */
export async function sendMail(errands: Errand[], ctx: Context): Promise<void> {
  const recipients = await ctx.recipients.find(errands.map(({ userId }) => userId));
  const mails = errands.flatMap(({ userId, write, ...name }) => {
    const to = recipients.get(userId);
    return to ? [mailOf(name, to, write(to, ctx.shop))] : [];
  });
  await ctx.mails.post(mails, ctx.now());
  // Asked after the writing: who is erased while it goes on is forgotten by one of the two.
  const gone = await ctx.erasedAmong(errands.map(({ userId }) => userId));
  for (const userId of gone) await ctx.personal.forget(userId);
  ctx.worker.wake();
  const missing = errands.filter(({ userId }) => !recipients.has(userId) && !gone.has(userId));
  if (missing.length > 0)
    throw new Error(`The address of ${missing.map(({ userId }) => userId).join(', ')} has not come yet.`);
}
