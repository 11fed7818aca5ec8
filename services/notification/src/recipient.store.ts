import type { Role, UserId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Language } from './language.ts';

/** Somebody who can get mail. */
export interface Recipient {
  userId: UserId;
  email: string;
  name: string;
  role: Role;
  /** The language of their browser when they registered. */
  language?: Language | undefined;
}

interface RecipientDocument extends Omit<Recipient, 'userId'> {
  _id: UserId;
}

const recipientSchema = new Schema<RecipientDocument>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    name: { type: String, required: true },
    role: { type: String, required: true },
    language: String,
  },
  { collection: 'recipients', versionKey: false },
);

/** The users' addresses, as the auth service has told them. */
export class RecipientStore {
  readonly #model: Model<RecipientDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<RecipientDocument>('Recipient', recipientSchema);
  }

  /** @param recipient somebody to remember */
  async keep({ userId, ...rest }: Recipient): Promise<void> {
    await this.#model.updateOne({ _id: userId }, { $set: rest }, { upsert: true });
  }

  /**
   * @param userIds some users
   * @returns those among them who are known
   */
  async find(userIds: UserId[]): Promise<Map<UserId, Recipient>> {
    const found = await this.#model.find({ _id: { $in: userIds } }).lean();
    return new Map(found.map(({ _id, ...rest }) => [_id, { userId: _id, ...rest }]));
  }
}
