import { once } from 'node:events';
import { eventually } from '@credenza/service-kit/testing';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** How a mail server can behave. */
export type Mood = 'takes' | 'busy' | 'refuses' | 'hangs up';

/** A real SMTP server that a test can put into any mood. */
export interface MailServer {
  url: string;
  mood: Mood;
  /** What it has taken, in order. */
  mails: ParsedMail[];
  /** How often a mail was tried, taken or not. */
  tries: number;
  /** Waits for a mail to an address. */
  mailTo(address: string, subject?: string): Promise<ParsedMail>;
  /** Stops listening; `start` begins again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * @returns a listening mail server
 */
export async function startMailServer(): Promise<MailServer> {
  let server: SMTPServer | undefined;
  let port = 0;

  const mailServer: MailServer = {
    url: '',
    mood: 'takes',
    mails: [],
    tries: 0,
    async mailTo(address, subject = '') {
      return await eventually(() =>
        mailServer.mails.find((mail) => addressOf(mail) === address && mail.subject?.includes(subject)),
      );
    },
    async start() {
      server = new SMTPServer({
        disabledCommands: ['AUTH', 'STARTTLS'],
        closeTimeout: 1,
        onData(stream, _session, done) {
          mailServer.tries += 1;
          if (mailServer.mood === 'hangs up') {
            server?.connections.forEach((connection) => {
              connection._socket.destroy();
            });
            return;
          }
          simpleParser(stream).then((mail) => {
            if (mailServer.mood === 'busy') return done(Object.assign(new Error('come back'), { responseCode: 451 }));
            if (mailServer.mood === 'refuses') return done(Object.assign(new Error('go away'), { responseCode: 554 }));
            mailServer.mails.push(mail);
            return done(null);
          }, done);
        },
      });
      server.on('error', () => undefined);
      const listening = server.listen(port, '127.0.0.1');
      await once(listening, 'listening');
      const address = listening.address();
      if (typeof address !== 'object' || address === null) throw new Error('no port');
      port = address.port;
      mailServer.url = `smtp://127.0.0.1:${port}`;
    },
    async stop() {
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      server = undefined;
    },
  };
  await mailServer.start();
  return mailServer;
}

/** @returns the first recipient's address */
export function addressOf(mail: ParsedMail): string | undefined {
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
  return to?.value[0]?.address;
}
