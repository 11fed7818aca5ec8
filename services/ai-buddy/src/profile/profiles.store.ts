import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Signal } from './profile.ts';

/** What is remembered about what somebody likes. */
export interface Profile {
  on: boolean;
  signals: Signal[];
}
type Document = Profile & { _id: string };

/** The newest ones are enough: older ones hardly count. */
const mostSignals = 200;

const schema = new Schema<Document>(
  {
    _id: { type: String, required: true },
    on: { type: Boolean, required: true },
    signals: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'profiles', versionKey: false },
);

/** What people like, each in one document that is theirs. */
export class Profiles {
  readonly #model: Model<Document>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Document>('Profile', schema);
  }

  /** @param userId whose profile begins, unless there is one */
  async begin(userId: string): Promise<void> {
    await this.#model.updateOne({ _id: userId }, { $setOnInsert: { on: true, signals: [] } }, { upsert: true });
  }

  /**
   * @param userId whose
   * @returns the profile; one that is in use and empty where there is none
   */
  async of(userId: string): Promise<Profile> {
    const found = await this.#model.findById(userId).lean<Document>();
    return { on: found?.on ?? true, signals: found?.signals ?? [] };
  }

  /**
   * Notes what somebody did, each thing once, in the order of time whatever came first.
   *
   * @param userId who
   * @param signals what; nothing is noted while the profile is switched off
   */
  async note(userId: string, signals: Signal[]): Promise<void> {
    for (const signal of signals) {
      const unheard = { _id: userId, on: { $ne: false }, 'signals.key': { $ne: signal.key } };
      const pushed = { $each: [signal], $sort: { at: 1 as const }, $slice: -mostSignals };
      try {
        await this.#model.collection.updateOne(
          unheard as never,
          { $push: { signals: pushed }, $setOnInsert: { on: true } } as never,
          { upsert: true },
        );
      } catch (error) {
        // It is noted already, or nothing is to be noted.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  /**
   * @param userId whose
   * @param on whether it may be filled and used
   */
  async switch(userId: string, on: boolean): Promise<void> {
    await this.#model.updateOne({ _id: userId }, { $set: { on }, $setOnInsert: { signals: [] } }, { upsert: true });
  }

  /** @param userId whose profile becomes empty; whether it is in use stays as its owner has said */
  async empty(userId: string): Promise<void> {
    await this.#model.updateOne({ _id: userId }, { $set: { signals: [] } });
  }

  /**
   * @param userId who is to be forgotten
   * @returns how many documents were about them
   */
  async forget(userId: string): Promise<number> {
    return (await this.#model.deleteOne({ _id: userId })).deletedCount;
  }
}
