import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { PlainError } from '../plain-error.ts';
import type { Mail } from './mail.ts';
import { answer } from './pages.ts';

const kept = 500;

/** An SMTP server that keeps every mail, delivers none, and shows them on a page. */
export interface MailCatcher {
  /** The newest ones, oldest first. */
  readonly mails: readonly Mail[];
  close(): Promise<void>;
}

/**
 * Starts the mail catcher.
 *
 * @param settings the two ports and the folder in which each mail is kept as a .eml file
 * @returns the running catcher
 * @throws PlainError when it cannot listen, such as on a port that is taken; then neither port is held
 */
export async function startMailCatcher(settings: { smtp: number; http: number; folder: string }): Promise<MailCatcher> {
  const mails: Mail[] = [];
  let count = 0;

  async function keep(raw: Buffer, recipients: string[]): Promise<void> {
    const parsed = await simpleParser(raw);
    count += 1;
    const receivedAt = new Date().toISOString();
    const id = `${receivedAt.replaceAll(/\D/g, '')}-${count}`;
    await writeFile(join(settings.folder, `${id}.eml`), raw);
    const { subject = '', text = '', html } = parsed;
    mails.push({ id, from: parsed.from?.text ?? '', to: recipients, subject, text, html: html || '', receivedAt });
    if (mails.length > kept) mails.shift();
  }

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: (_auth, _session, done) => done(null, { user: 'anybody' }),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        keep(Buffer.concat(parts), recipients).then(() => done(), done);
      });
    },
  });
  const page = createServer((request, response) => {
    const { status, type, body } = answer(request.url ?? '/', mails);
    response.writeHead(status, {
      'content-type': type,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    });
    response.end(body);
  });
  async function close(): Promise<void> {
    const gone = once(page, 'close');
    page.close();
    page.closeAllConnections();
    await Promise.all([gone, new Promise<void>((resolve) => smtp.close(() => resolve()))]);
  }

  try {
    await Promise.all([once(page.listen(settings.http, '127.0.0.1'), 'listening'), listening(smtp, settings.smtp)]);
  } catch (error) {
    await close();
    throw new PlainError(`The mail catcher cannot listen: ${String(error).replace(/^Error: /, '')}.`);
  }
  smtp.on('error', () => {}); // from now on a client that hangs up, which is no reason to end
  return { mails, close };
}

async function listening(smtp: SMTPServer, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', reject);
    smtp.listen(port, '127.0.0.1', () => {
      smtp.off('error', reject);
      resolve();
    });
  });
}
