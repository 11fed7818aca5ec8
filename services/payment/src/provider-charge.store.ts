import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';

/** What must be remembered about a charge at a provider whose own idempotency keys are forgotten after a day. */
export interface ProviderCharge {
  /** Our idempotency key; one document per key is what makes it one charge. */
  _id: string;
  /** The provider's name for what the buyer pays: an intent, an order. Missing when the charge was called off before it had one. */
  name?: string;
  /** Minor units; missing with the name. */
  amount?: number;
  currency?: string;
  /** The payment whose money we have decided to take (Razorpay). From then on it is too late to call the charge off. */
  taking?: string;
  /** Why nothing will be charged: `canceled`, or why it was declined. */
  ended?: string;
}

const schema = new Schema<ProviderCharge>(
  {
    _id: { type: String, required: true },
    name: { type: String, index: { sparse: true } },
    amount: Number,
    currency: String,
    taking: String,
    ended: String,
  },
  { collection: 'provider_charges', versionKey: false },
);

/** The charges at real providers. No money moves there for anything whose name is not written down here first. */
export class ProviderCharges {
  readonly #model: Model<ProviderCharge>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<ProviderCharge>('ProviderCharge', schema);
  }

  /**
   * @param key a charge's key
   * @returns what is known of it
   */
  async find(key: string): Promise<ProviderCharge | undefined> {
    return (await this.#model.findById(key).lean<ProviderCharge>()) ?? undefined;
  }

  /**
   * @param name the provider's name
   * @returns the charge that bears it
   */
  async named(name: string): Promise<ProviderCharge | undefined> {
    return (await this.#model.findOne({ name }).lean<ProviderCharge>()) ?? undefined;
  }

  /**
   * Writes a charge down unless its key is taken, by another request or by a cancellation.
   *
   * @param fresh the charge with its name
   * @returns what stands under the key
   */
  async enter(fresh: ProviderCharge): Promise<ProviderCharge> {
    const { _id, ...rest } = fresh;
    return await this.#upsert(_id, { $setOnInsert: rest });
  }

  /**
   * Calls a charge off, also one that is not known yet, unless it has ended or its money is being taken.
   *
   * @param key the charge's key
   * @returns what stands under the key
   */
  async cancel(key: string): Promise<ProviderCharge> {
    const known = await this.#upsert(key, { $setOnInsert: { ended: 'canceled' } });
    return known.ended === undefined ? await this.end(key, 'canceled') : known;
  }

  /**
   * Ends a charge, unless it has ended or its money is being taken.
   *
   * @param key the charge's key
   * @param reason why nothing will be charged
   * @returns what stands under the key
   */
  async end(key: string, reason: string): Promise<ProviderCharge> {
    return await this.#decide(key, { ended: reason });
  }

  /**
   * Decides to take a payment's money, unless the charge has ended or another payment's is being taken.
   *
   * @param key the charge's key
   * @param payment the provider's name for the payment
   * @returns what stands under the key
   */
  async take(key: string, payment: string): Promise<ProviderCharge> {
    return await this.#decide(key, { taking: payment });
  }

  /**
   * Gives a payment up whose money the provider has not moved and never will, so that the charge is open again.
   *
   * @param key the charge's key
   * @param payment the provider's name for the payment
   */
  async giveUp(key: string, payment: string): Promise<void> {
    await this.#model.updateOne({ _id: key, taking: payment }, { $unset: { taking: 1 } });
  }

  /** Taking and ending shut each other out: whichever is written first stands. */
  async #decide(key: string, decision: Pick<ProviderCharge, 'taking' | 'ended'>): Promise<ProviderCharge> {
    const open = { _id: key, taking: { $exists: false }, ended: { $exists: false } };
    await this.#model.updateOne(open, { $set: decision });
    return await this.#model.findById(key).orFail().lean<ProviderCharge>();
  }

  async #upsert(key: string, change: { $setOnInsert: Omit<ProviderCharge, '_id'> }): Promise<ProviderCharge> {
    try {
      return await this.#model
        .findOneAndUpdate({ _id: key }, change, { upsert: true, returnDocument: 'after' })
        .orFail()
        .lean<ProviderCharge>();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // another request has just written it
      return await this.#model.findById(key).orFail().lean<ProviderCharge>();
    }
  }
}
