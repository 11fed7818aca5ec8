import { MailId } from '@credenza/contracts';
import { z } from 'zod';
import { type MailSummary, mailStatuses } from './mail.store.ts';

/** A mail as the admin's list shows it. */
export const MailView = z.object({
  mailId: MailId,
  template: z.string(),
  to: z.string(),
  subject: z.string(),
  status: z.enum(mailStatuses),
  attempts: z.int(),
  createdAt: z.iso.datetime(),
  nextAt: z.iso.datetime().optional().meta({ description: 'when it is tried next' }),
  sentAt: z.iso.datetime().optional(),
  error: z.string().optional().meta({ description: 'why the last try failed' }),
});

/** One try, as an admin sees it. */
export const MailTryView = z.object({
  at: z.iso.datetime(),
  sent: z.boolean(),
  answer: z.string().meta({ description: 'what the mail server has said, or what went wrong' }),
});

/** A mail as its reader's own list shows it. */
export const OwnMailView = z.object({
  mailId: MailId,
  to: z.string(),
  subject: z.string(),
  status: z.enum(mailStatuses),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().optional(),
});

/**
 * @param mail a mail to somebody
 * @returns the mail as their own list shows it
 */
export function ownViewOf(mail: MailSummary): z.output<typeof OwnMailView> {
  const { mailId, to, subject, status, createdAt, sentAt } = viewOf(mail);
  return { mailId, to, subject, status, createdAt, ...(sentAt !== undefined && { sentAt }) };
}

/**
 * @param mail a mail as it is kept
 * @returns the mail as the list shows it
 */
export function viewOf(mail: MailSummary): z.output<typeof MailView> {
  return {
    mailId: mail._id,
    template: mail.template,
    to: mail.to.address,
    subject: mail.subject,
    status: mail.status,
    attempts: mail.attempts,
    createdAt: mail.createdAt.toISOString(),
    ...(mail.nextAt && { nextAt: mail.nextAt.toISOString() }),
    ...(mail.sentAt && { sentAt: mail.sentAt.toISOString() }),
    ...(mail.error !== undefined && { error: mail.error }),
  };
}
