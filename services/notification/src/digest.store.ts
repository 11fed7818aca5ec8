import type { UserId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { DigestEntry, DigestItem, Window } from './digest.ts';

/** What one user gets together, for one window. */
export interface Digest {
  _id: string;
  userId: UserId;
  window: Window;
  /** What has come since the last mail. */
  items: DigestItem[];
  /** What the present mail is made of; it does not change until that is on its way. */
  sending?: DigestItem[];
  /** The last messages that were taken in, so that each is taken once. */
  recent: string[];
  /** When the mail is due, or until when somebody is writing it; missing while nothing waits. */
  dueAt?: Date;
  touchedAt: Date;
}

const leaseMs = 60_000;
const remembers = 1_000;
/** Longer than events are kept for replay. */
const keepSeconds = 60 * 24 * 3_600;

const digestSchema = new Schema<Digest>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    window: { type: String, required: true },
    items: { type: Schema.Types.Mixed, required: true },
    sending: Schema.Types.Mixed,
    recent: { type: Schema.Types.Mixed, required: true },
    dueAt: { type: Date, index: { sparse: true } },
    touchedAt: { type: Date, index: { expireAfterSeconds: keepSeconds } },
  },
  { collection: 'digests', versionKey: false, minimize: false },
);

/** The digests that are filling; everything that happens to one is one write. */
export class DigestStore {
  readonly #model: Model<Digest>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Digest>('Digest', digestSchema);
  }

  /**
   * Takes messages in, each once.
   *
   * @param entries the messages
   * @param now the time
   */
  async add(entries: DigestEntry[], now: Date): Promise<void> {
    if (entries.length === 0) return;
    try {
      await this.#push(entries, now, true);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // A digest that has the message is not found, and not inserted either; so is one that somebody else has just begun.
      await this.#push(entries, now, false);
    }
  }

  /**
   * Takes a digest that is due, for this process alone, and parts what goes into its mail from what comes later.
   *
   * @param now the time
   * @returns the digest with what it sends; undefined when none is due
   */
  async claim(now: Date): Promise<Digest | undefined> {
    const freeze = [
      {
        $set: {
          items: { $cond: [{ $isArray: '$sending' }, '$items', []] },
          sending: { $ifNull: ['$sending', '$items'] },
          dueAt: new Date(now.getTime() + leaseMs),
        },
      },
    ];
    const options = { sort: { dueAt: 1 }, returnDocument: 'after', updatePipeline: true } as const;
    return (await this.#model.findOneAndUpdate({ dueAt: { $lte: now } }, freeze, options).lean<Digest>()) ?? undefined;
  }

  /** @param digest a claimed one whose mail is on its way; what has come meanwhile waits for its own time */
  async sent(digest: Digest): Promise<void> {
    const next = [{ $set: { dueAt: { $ifNull: [{ $first: '$items.dueAt' }, '$$REMOVE'] } } }, { $unset: 'sending' }];
    const same = { _id: digest._id, 'sending.0.id': digest.sending?.[0]?.id };
    await this.#model.updateOne(same, next, { updatePipeline: true });
  }

  async #push(entries: DigestEntry[], now: Date, upsert: boolean): Promise<void> {
    const writes = entries.map(({ userId, window, item }) => ({
      updateOne: {
        filter: { _id: `${userId}/${window}`, recent: { $ne: item.id } },
        update: {
          $push: { items: item, recent: { $each: [item.id], $slice: -remembers } },
          $min: { dueAt: item.dueAt },
          $set: { touchedAt: now },
          $setOnInsert: { userId, window },
        },
        upsert,
      },
    }));
    await this.#model.collection.bulkWrite(writes as never, { ordered: false });
  }
}
