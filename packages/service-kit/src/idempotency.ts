import { createHash } from 'node:crypto';
import { type Connection, type Model, Schema } from 'mongoose';
import { Refusal } from './errors.ts';
import { isDuplicateKey } from './mongo.ts';

/** What a keyed request was answered with. */
export interface KeptAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

interface KeyedRequest {
  _id: string;
  fingerprint: string;
  answer?: KeptAnswer | undefined;
  /** Until then the request is taken to be running; afterwards its process must have died. */
  lease: Date;
  createdAt: Date;
}

const keySchema = new Schema<KeyedRequest>(
  {
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    answer: Schema.Types.Mixed,
    lease: { type: Date, required: true },
    createdAt: { type: Date, required: true, index: { expireAfterSeconds: 24 * 3_600 } },
  },
  { collection: 'idempotency', versionKey: false },
);

const leaseMs = 30_000;

/** Remembers the answers to requests with an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) for a day. */
export class IdempotencyKeys {
  readonly #requests: Model<KeyedRequest>;

  /** @param db the service's database: an answer must outlive Redis, or a repeated order would be a second one */
  constructor(db: Connection) {
    this.#requests = db.model<KeyedRequest>('KitIdempotency', keySchema);
  }

  /**
   * Takes a key, or says what its first request was answered with.
   *
   * @param id who, which route and which key
   * @param content what was asked, to tell a repetition from a key used twice
   * @returns the kept answer, or the lease when the caller is now the one to do the work
   * @throws Refusal `key-reused` for another content, `in-progress` while the first one is running
   */
  async take(id: string, content: string): Promise<{ answer: KeptAnswer } | { lease: Date }> {
    const fingerprint = createHash('sha256').update(content).digest('base64url');
    const now = Date.now();
    const lease = new Date(now + leaseMs);
    try {
      await this.#requests.insertMany([{ _id: id, fingerprint, lease, createdAt: new Date(now) }], { lean: true });
      return { lease };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const first = await this.#requests.findById(id).lean();
    if (first && first.fingerprint !== fingerprint) {
      throw new Refusal('key-reused', 'Use a new Idempotency-Key for a new request.');
    }
    if (first?.answer) return { answer: first.answer };
    const overdue = await this.#requests.updateOne(
      { _id: id, answer: { $exists: false }, lease: { $lt: new Date(now) } },
      { $set: { lease } },
    );
    if (overdue.modifiedCount === 1) return { lease };
    throw new Refusal('in-progress', 'Ask again in a moment with the same key.');
  }

  /**
   * Keeps the answer for repetitions; not when the lease ran out meanwhile and somebody else has taken over.
   *
   * @param id as taken
   * @param lease as taken
   * @param answer what the caller was told
   */
  async keep(id: string, lease: Date, answer: KeptAnswer): Promise<void> {
    await this.#requests.updateOne({ _id: id, lease, answer: { $exists: false } }, { $set: { answer } });
  }

  /**
   * Gives a key back after a failure that may pass, so that the same request can be tried again; not when the lease ran out
   * meanwhile and somebody else is at work.
   *
   * @param id as taken
   * @param lease as taken
   */
  async giveBack(id: string, lease: Date): Promise<void> {
    await this.#requests.deleteOne({ _id: id, lease, answer: { $exists: false } });
  }

  /**
   * Forgets what somebody was answered, and what others were answered about them.
   *
   * @param userId who
   * @param mentions texts that only answers about them have
   * @returns how many answers
   */
  async forget(userId: string, mentions: string[]): Promise<number> {
    const about: string[] = [];
    const answered = this.#requests.find({ answer: { $exists: true } }).select('answer.body');
    if (mentions.length > 0)
      for await (const { _id, answer } of answered.lean<Pick<KeyedRequest, '_id' | 'answer'>[]>().cursor())
        if (mentions.some((text) => answer?.body.includes(text))) about.push(_id);
    const own = { _id: { $gte: `${userId}:`, $lt: `${userId};` } };
    return (await this.#requests.deleteMany({ $or: [own, { _id: { $in: about } }] })).deletedCount;
  }
}
