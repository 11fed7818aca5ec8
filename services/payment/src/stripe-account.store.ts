import type { UserId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';

interface StripeAccount {
  /** The shop's id. */
  _id: string;
  /** Its connected account at Stripe. */
  account: string;
}

const schema = new Schema<StripeAccount>(
  { _id: { type: String, required: true }, account: { type: String, required: true } },
  { collection: 'stripe_accounts', versionKey: false },
);

/** Which connected account at Stripe belongs to which shop. */
export class StripeAccounts {
  readonly #model: Model<StripeAccount>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<StripeAccount>('StripeAccount', schema);
  }

  /**
   * @param sellerId a shop
   * @param account where its payouts go from now on
   */
  async keep(sellerId: UserId, account: string): Promise<void> {
    await this.#model.updateOne({ _id: sellerId }, { $set: { account } }, { upsert: true });
  }

  /**
   * @param sellerId a shop
   * @returns its account; undefined when it has none
   */
  async of(sellerId: UserId): Promise<string | undefined> {
    return (await this.#model.findById(sellerId).lean())?.account;
  }
}
