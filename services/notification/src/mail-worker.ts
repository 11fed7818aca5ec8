import type { Log, RetryPolicy } from '@credenza/service-kit';
import { afterFailure } from './after-failure.ts';
import { Background } from './background.ts';
import type { MailStore, StoredMail } from './mail.store.ts';

/** What sending works with. */
export interface MailWorkerParts {
  mails: MailStore;
  patience: RetryPolicy;
  /** How many mails are sent at once. */
  lanes: number;
  /** Hands a mail to the mail server and tells its answer; throws when the server does not take it. */
  send(mail: StoredMail): Promise<string>;
  now(): Date;
  log: Log;
}

/**
 * @param parts what it works with
 * @returns what sends the mails that are due
 */
export function mailWorker(parts: MailWorkerParts): Background<StoredMail> {
  return new Background({
    name: 'the mail worker',
    lanes: parts.lanes,
    take: () => parts.mails.claim(parts.now()),
    run: (mail) => tryToSend(mail, parts),
    log: parts.log,
  });
}

async function tryToSend(mail: StoredMail, { mails, patience, send, now, log }: MailWorkerParts): Promise<void> {
  const about = { mailId: mail._id, template: mail.template, attempts: mail.attempts };
  const at = now();
  let answer: string;
  try {
    answer = await send(mail);
  } catch (error) {
    const verdict = afterFailure(patience, mail.attempts, now(), Math.random());
    const text = error instanceof Error ? error.message : String(error);
    await mails.failed(mail, verdict, { at, answer: text });
    if (verdict.status === 'dead') log.error({ ...about, reason: text }, 'a mail is dead and waits for an admin');
    else log.warn({ ...about, reason: text, nextAt: verdict.nextAt }, 'a mail could not be sent and will be');
    return;
  }
  await mails.sent(mail, now(), { at, answer });
  log.info(about, `sent a mail: ${mail.template}`);
}
