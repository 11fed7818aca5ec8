import type { UserId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Kind } from './kinds.ts';
import type { Preferences } from './preferences.ts';

interface PreferenceDocument extends Preferences {
  _id: UserId;
}

const preferenceSchema = new Schema<PreferenceDocument>(
  {
    _id: { type: String, required: true },
    language: String,
    choices: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'preferences', versionKey: false, minimize: false },
);

/** What users have chosen; whoever has chosen nothing is not in it. */
export class PreferenceStore {
  readonly #model: Model<PreferenceDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<PreferenceDocument>('Preference', preferenceSchema);
  }

  /**
   * @param userIds some users
   * @returns what those among them have chosen who have chosen anything
   */
  async find(userIds: UserId[]): Promise<Map<UserId, Preferences>> {
    const found = await this.#model.find({ _id: { $in: userIds } }).lean<PreferenceDocument[]>();
    return new Map(found.map(({ _id, ...preferences }) => [_id, preferences]));
  }

  /**
   * @param userId whose
   * @param preferences what they have chosen, instead of all before
   */
  async keep(userId: UserId, { language, choices }: Preferences): Promise<void> {
    await this.#model.replaceOne({ _id: userId }, { ...(language && { language }), choices }, { upsert: true });
  }

  /**
   * Switches mails off and leaves everything else as it was chosen.
   *
   * @param userId whose
   * @param kinds what about
   */
  async switchOffMail(userId: UserId, kinds: Kind[]): Promise<void> {
    for (const kind of kinds) {
      const chosen = await this.#model.updateOne(
        { _id: userId, 'choices.kind': kind },
        { $set: { 'choices.$.mail': 'off' } },
      );
      if (chosen.matchedCount > 0) continue;
      const first = { $push: { choices: { kind, mail: 'off' as const } } };
      try {
        await this.#model.updateOne({ _id: userId, 'choices.kind': { $ne: kind } }, first, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Somebody else has written the first choices in between.
        await this.switchOffMail(userId, [kind]);
      }
    }
  }
}
