import { createTransport } from 'nodemailer';
import type { StoredMail } from './mail.store.ts';
import { messageIdOf } from './mail.ts';

/** Speaks to the mail server. */
export interface Mailer {
  /**
   * @returns what the server has answered
   * @throws Error when it does not take the mail in time
   */
  send(mail: StoredMail): Promise<string>;
  /** Gives up what is still being sent. */
  close(): void;
}

/**
 * Connects to a mail server over a few connections that stay open.
 *
 * @param settings the server's URL, the sender, how many connections, and how long one mail may take in ms
 * @returns the mailer; nothing is connected before the first mail
 */
export function connectMailer(settings: { url: string; from: string; connections: number; timeoutMs: number }): Mailer {
  const closing = new AbortController();
  const transport = createTransport({
    url: settings.url,
    pool: true,
    maxConnections: settings.connections,
    maxRequeues: 0, // tries are counted and spaced by the worker
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      const { response } = await transport.sendMail({
        from: settings.from,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        date: mail.createdAt,
        messageId: messageIdOf(mail._id, settings.from),
        headers: { 'auto-submitted': 'auto-generated', ...unsubscribeHeaders(mail) },
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(settings.timeoutMs)]),
      });
      return response;
    },
    close() {
      closing.abort(new Error('the service stops'));
      transport.close({ force: true });
    },
  };
}

/** RFC 8058: a mail program may post to the link when its user asks for no more. */
function unsubscribeHeaders({ unsubscribe }: StoredMail): Record<string, string> {
  if (unsubscribe === undefined) return {};
  return { 'list-unsubscribe': `<${unsubscribe}>`, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' };
}
