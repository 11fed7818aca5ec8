import type { MailId, UserId } from '@credenza/contracts';
import { isDuplicateKey, NotFound } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Mail } from './mail.ts';
import type { PlaceInList } from './place-in-list.ts';

export const mailStatuses = ['pending', 'sent', 'dead'] as const;
export type MailStatus = (typeof mailStatuses)[number];

/** One try to send a mail. */
export interface MailTry {
  at: Date;
  /** What the mail server has said, or what went wrong. */
  answer: string;
}

/** A mail as it is kept. */
export interface StoredMail extends Omit<Mail, 'mailId'> {
  _id: MailId;
  status: MailStatus;
  /** Tries so far, the present one included; also tells who holds the lease. */
  attempts: number;
  createdAt: Date;
  /** When it is tried next, or until when somebody is trying; only while pending. */
  nextAt?: Date;
  sentAt?: Date;
  error?: string;
  /** The newest tries, oldest first; missing in mails from before there was a log. */
  log?: (MailTry & { sent: boolean })[];
}

/** A mail without its content. */
export type MailSummary = Omit<StoredMail, 'text' | 'html' | 'log'>;

/** While somebody tries, nobody else does; longer than a try can take. */
const leaseMs = 120_000;
/** Longer than events are kept for replay, so that a replayed event finds its mail. */
const keepSentSeconds = 60 * 24 * 3_600;
/** Then even the dead ones are nobody's concern any more. */
const keepSeconds = 180 * 24 * 3_600;
const logsAtMost = 50;

const mailSchema = new Schema<StoredMail>(
  {
    _id: { type: String, required: true },
    template: { type: String, required: true },
    to: { type: Schema.Types.Mixed, required: true },
    subject: { type: String, required: true },
    text: { type: String, required: true },
    html: { type: String, required: true },
    unsubscribe: String,
    status: { type: String, required: true },
    attempts: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    nextAt: Date,
    sentAt: Date,
    error: String,
    log: Schema.Types.Mixed,
    userId: String,
  },
  { collection: 'mails', versionKey: false },
)
  .index({ status: 1, nextAt: 1 })
  .index({ status: 1, createdAt: -1, _id: -1 })
  .index({ userId: 1, createdAt: -1, _id: -1 })
  .index({ sentAt: 1 }, { expireAfterSeconds: keepSentSeconds })
  .index({ createdAt: 1 }, { expireAfterSeconds: keepSeconds });

/** Mails that wait, are sent, or are dead. */
export class MailStore {
  readonly #model: Model<StoredMail>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<StoredMail>('Mail', mailSchema);
  }

  /**
   * Keeps mails until they are sent; those that are known already stay as they are.
   *
   * @param mails the mails
   * @param at when they were written
   */
  async post(mails: Mail[], at: Date): Promise<void> {
    const documents = mails.map(({ mailId, ...mail }) => ({
      ...mail,
      _id: mailId,
      status: 'pending' as const,
      attempts: 0,
      createdAt: at,
      nextAt: at,
    }));
    try {
      await this.#model.insertMany(documents, { lean: true, ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * Takes the mail that has waited longest, for this process alone.
   *
   * @param now the time
   * @returns the mail with this try counted; undefined when none is due
   */
  async claim(now: Date): Promise<StoredMail | undefined> {
    const due = { status: 'pending', nextAt: { $lte: now } } as const;
    const taken = { $set: { nextAt: new Date(now.getTime() + leaseMs) }, $inc: { attempts: 1 } };
    const options = { sort: { nextAt: 1 }, returnDocument: 'after' } as const;
    return (await this.#model.findOneAndUpdate(due, taken, options).lean()) ?? undefined;
  }

  /**
   * @param mail a claimed mail that the server has taken
   * @param at when
   * @param attempt the try
   */
  async sent(mail: StoredMail, at: Date, attempt: MailTry): Promise<void> {
    await this.#model.updateOne(
      { _id: mail._id, status: { $ne: 'sent' } },
      { $set: { status: 'sent', sentAt: at }, $unset: { nextAt: 1, error: 1 }, ...logged({ ...attempt, sent: true }) },
    );
  }

  /**
   * Notes a failed try; nothing when somebody else has taken the mail since.
   *
   * @param mail the claimed mail
   * @param verdict when to try again, or that it is dead
   * @param attempt the try
   */
  async failed(
    mail: StoredMail,
    verdict: { status: 'pending'; nextAt: Date } | { status: 'dead' },
    attempt: MailTry,
  ): Promise<void> {
    await this.#model.updateOne(
      { _id: mail._id, status: 'pending', attempts: mail.attempts },
      {
        $set: { ...verdict, error: attempt.answer },
        ...logged({ ...attempt, sent: false }),
        ...(verdict.status === 'dead' && { $unset: { nextAt: 1 } }),
      },
    );
  }

  /**
   * @param of the mails of one status, or those to one user
   * @param page how many, after which place
   * @returns up to `limit` + 1 mails, newest first, without their content
   */
  async list(
    of: { status: MailStatus } | { userId: UserId },
    page: { limit: number; cursor?: PlaceInList<MailId> | undefined },
  ): Promise<MailSummary[]> {
    const { cursor, limit } = page;
    const after = cursor && {
      createdAt: { $lte: cursor.at },
      $or: [{ createdAt: { $lt: cursor.at } }, { _id: { $lt: cursor.id } }],
    };
    return await this.#model
      .find({ ...of, ...after }, { text: 0, html: 0, log: 0 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean();
  }

  /**
   * @param id which mail
   * @returns the mail with its content
   * @throws NotFound when there is none
   */
  async get(id: MailId): Promise<StoredMail> {
    const found = await this.#model.findById(id).lean();
    if (!found) throw new NotFound('mail');
    return found;
  }

  /**
   * Lets dead mails be tried again, with all their tries anew.
   *
   * @param now the time
   * @param id one of them; all when missing
   * @returns how many
   * @throws NotFound when the one is not dead
   */
  async replay(now: Date, id?: MailId): Promise<number> {
    const dead = { status: 'dead', ...(id !== undefined && { _id: id }) } as const;
    const { modifiedCount } = await this.#model.updateMany(dead, {
      $set: { status: 'pending', attempts: 0, nextAt: now },
    });
    if (id !== undefined && modifiedCount === 0) throw new NotFound('dead mail');
    return modifiedCount;
  }
}

function logged(attempt: MailTry & { sent: boolean }) {
  return { $push: { log: { $each: [attempt], $slice: -logsAtMost } } };
}
