import { idFromUuid, MailId } from '@credenza/contracts';
import { type Kind, rulesOf } from './kinds.ts';
import { type Language, say } from './language.ts';
import { type Letter, letter, type Part } from './letter.ts';
import type { Message } from './message.ts';
import { effectUuid } from './notification.ts';
import type { UnsubscribeLinks } from './unsubscribe-links.ts';

/** A mail on its way. */
export interface Mail extends Letter {
  mailId: MailId;
  template: string;
  /** Whose it is; for somebody without an account no user's id. */
  userId: string;
  to: { name: string; address: string };
  /** Where its reader switches such mails off; missing for those that stay. */
  unsubscribe?: string;
}

/** Where links in mails lead. */
export interface Desk {
  /** Where the marketplace is, without a slash at its end. */
  shop: string;
  links: Pick<UnsubscribeLinks, 'url'>;
}

/** Who gets a mail. */
export interface Addressee {
  /** A user's id; for somebody without an account any id that tells them from others. */
  userId: string;
  name: string;
  email: string;
  language: Language;
}

const more: Record<Language, string> = { en: 'See more', de: 'Mehr ansehen' };
const noMore = {
  en: { small: 'You get this mail because you have an account at Credenza.', link: 'No more mails like this' },
  de: { small: 'Du bekommst diese Mail, weil du ein Konto bei Credenza hast.', link: 'Keine solchen Mails mehr' },
};

/** What a mail is written from: a message, or several in one. */
export interface Topic extends Pick<Message, 'about' | 'link' | 'words'> {
  /** What it is about; with what it is said of and the reader, the template names the mail, which is sent once. */
  kinds: Kind[];
  template: string;
}

/**
 * @param message a message of one kind
 * @returns what its mail is written from
 */
export function topicOf(message: Omit<Message, 'to' | 'order'>): Topic {
  const { kind } = message;
  return { ...message, kinds: [kind], template: rulesOf(kind).template ?? kind };
}

/**
 * Writes a mail.
 *
 * @param topic what there is to say
 * @param to who gets it
 * @param desk where its links lead
 * @returns the mail; one and the same for what is said once of the same thing to the same person
 */
export function mailOf(topic: Topic, to: Addressee, desk: Desk): Mail {
  const { kinds, template, about, link, words } = topic;
  const {
    title,
    body,
    subject = title,
    parts = [body],
    action = more[to.language],
  } = words[to.language](say[to.language]);
  const links: Part[] = link === undefined ? [] : [{ link: action, url: `${desk.shop}${link}` }];
  const unsubscribe = desk.links.url(to.userId, kinds);
  const footer: Part[] = unsubscribe === undefined ? [] : [{ ...noMore[to.language], url: unsubscribe }];
  return {
    ...letter(to, subject, [...parts, ...links], footer),
    ...(unsubscribe !== undefined && { unsubscribe }),
    mailId: idFromUuid(MailId, effectUuid(about, template, to.userId)),
    template,
    userId: to.userId,
    to: { name: to.name, address: to.email },
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
