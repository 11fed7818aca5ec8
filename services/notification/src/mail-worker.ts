import type { Log } from '@credenza/service-kit';
import type { MailStore, StoredMail } from './mail.store.ts';
import { afterFailure, type MailPatience } from './mail.ts';

const pollMs = 500;

/** What the worker works with. */
export interface MailWorkerParts {
  mails: MailStore;
  patience: MailPatience;
  /** How many mails it sends at once. */
  lanes: number;
  /** Hands a mail to the mail server; throws when the server does not take it. */
  send(mail: StoredMail): Promise<void>;
  now(): Date;
  log: Log;
}

/** Sends what is due, again and again; several replicas share the work through the leases of the mails. */
export class MailWorker {
  readonly #parts: MailWorkerParts;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #more = false;
  #stopping = false;

  /** @param parts what it works with */
  constructor(parts: MailWorkerParts) {
    this.#parts = parts;
  }

  /** Starts to look for due mails. */
  start(): void {
    this.#timer = setInterval(() => this.wake(), pollMs);
    this.wake();
  }

  /** Makes it look now. */
  wake(): void {
    this.#more = true;
    if (this.#stopping) return;
    this.#working ??= this.#work();
  }

  /** Stops after the mails that are being sent. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  async #work(): Promise<void> {
    try {
      while (this.#more && !this.#stopping) {
        this.#more = false;
        // One looks; the others come when there is something.
        const first = await this.#parts.mails.claim(this.#parts.now());
        if (first)
          await Promise.all(
            Array.from({ length: this.#parts.lanes }, (_, n) => this.#lane(n === 0 ? first : undefined)),
          );
      }
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the mail worker stumbled and will go on');
    } finally {
      this.#working = undefined;
    }
  }

  async #lane(first: StoredMail | undefined): Promise<void> {
    if (first) await this.#try(first);
    while (!this.#stopping) {
      const mail = await this.#parts.mails.claim(this.#parts.now());
      if (!mail) return;
      await this.#try(mail);
    }
  }

  async #try(mail: StoredMail): Promise<void> {
    const { mails, patience, now, log } = this.#parts;
    const about = { mailId: mail._id, template: mail.template, attempts: mail.attempts };
    try {
      await this.#parts.send(mail);
    } catch (error) {
      const verdict = afterFailure(patience, mail.attempts, now(), Math.random());
      const text = error instanceof Error ? error.message : String(error);
      await mails.failed(mail, verdict, text);
      if (verdict.status === 'dead') log.error({ ...about, reason: text }, 'a mail is dead and waits for an admin');
      else log.warn({ ...about, reason: text, nextAt: verdict.nextAt }, 'a mail could not be sent and will be');
      return;
    }
    await mails.sent(mail, now());
    log.info(about, `sent a mail: ${mail.template}`);
  }
}
