import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';

/** A provider's message that has had its effect. */
interface Webhook {
  /** The provider and its own id of the message. */
  _id: string;
  paymentId: string;
  said: string;
  handledAt: Date;
}

const schema = new Schema<Webhook>(
  {
    _id: { type: String, required: true },
    paymentId: { type: String, required: true },
    said: { type: String, required: true },
    // Providers stop to repeat a message after days, not weeks.
    handledAt: { type: Date, required: true, index: { expireAfterSeconds: 30 * 24 * 3_600 } },
  },
  { collection: 'webhooks', versionKey: false },
);

/** The webhooks that need not be looked at again. */
export class Webhooks {
  readonly #model: Model<Webhook>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Webhook>('Webhook', schema);
  }

  /**
   * @param provider the provider's name
   * @param id its id of the message
   * @returns whether the message has had its effect
   */
  async isHandled(provider: string, id: string): Promise<boolean> {
    return (await this.#model.exists({ _id: `${provider}:${id}` })) !== null;
  }

  /**
   * Notes that a message has had its effect.
   *
   * @param provider the provider's name
   * @param id its id of the message
   * @param about the payment, what was said about it, and when
   */
  async note(provider: string, id: string, about: { paymentId: string; said: string; handledAt: Date }): Promise<void> {
    try {
      await this.#model.insertMany([{ _id: `${provider}:${id}`, ...about }], { lean: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // its twin was as fast
    }
  }
}
