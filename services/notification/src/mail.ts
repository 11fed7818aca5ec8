import { idFromUuid, MailId } from '@credenza/contracts';
import { backoffMs } from '@credenza/service-kit';
import type { Letter } from './mails/letter.ts';
import { effectUuid } from './notification.ts';
import type { Recipient } from './recipient.store.ts';

/** A mail on its way. */
export interface Mail extends Letter {
  mailId: MailId;
  /** Whom it is for: an account, or what stands for somebody without one. */
  userId: string;
  template: string;
  to: { name: string; address: string };
}

/** How long to try, in ms and tries. */
export interface MailPatience {
  attempts: number;
  baseMs: number;
  capMs: number;
}

/**
 * Addresses a letter.
 *
 * @param name what the letter is about and which template it is; with the recipient that names the mail
 * @param recipient who gets it; for somebody without an account any id that tells them from others
 * @param letter what it says
 * @returns the mail; one and the same for the same name and recipient
 */
export function mailOf(
  name: { about: string; template: string },
  recipient: Pick<Recipient, 'name' | 'email'> & { userId: string },
  letter: Letter,
): Mail {
  const mailId = idFromUuid(MailId, effectUuid(name.about, name.template, recipient.userId));
  return {
    ...letter,
    mailId,
    userId: recipient.userId,
    template: name.template,
    to: { name: recipient.name, address: recipient.email },
  };
}

/**
 * Names the message the same at every try, so that a receiver who got it twice (we died between its answer and our
 * note of it) can tell.
 *
 * @param mailId the mail
 * @param from the sender, such as `Credenza <no-reply@credenza.example>`
 * @returns the Message-ID header
 */
export function messageIdOf(mailId: MailId, from: string): string {
  return `<${mailId}@${/@([\w.-]+)/.exec(from)?.[1] ?? 'credenza'}>`;
}

/**
 * Decides what becomes of a mail that could not be sent. Refusals of every kind are tried again: a mail server that is
 * set up wrongly says 550 to everything, and that must not lose what was written in that hour.
 *
 * @param patience how long to try
 * @param attempts how many tries have failed
 * @param now the time
 * @param random a number in [0, 1)
 * @returns when to try again, or that it is dead
 */
export function afterFailure(
  patience: MailPatience,
  attempts: number,
  now: Date,
  random: number,
): { status: 'pending'; nextAt: Date } | { status: 'dead' } {
  if (attempts >= patience.attempts) return { status: 'dead' };
  return { status: 'pending', nextAt: new Date(now.getTime() + backoffMs(patience, attempts, random)) };
}
