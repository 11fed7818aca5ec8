import type { SellerState, UserId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';

/** What payouts must know of a shop. */
export interface Seller {
  _id: UserId;
  name: string;
  state: SellerState;
  /** Whether there is an account that payouts can go to. */
  payoutReady: boolean;
  /** The shop's version that this is from. */
  version: number;
}

const schema = new Schema<Seller>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    state: { type: String, required: true },
    payoutReady: { type: Boolean, required: true },
    version: { type: Number, required: true },
  },
  { collection: 'sellers', versionKey: false },
);

/** The shops, as their events tell of them. */
export class Sellers {
  readonly #model: Model<Seller>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Seller>('Seller', schema);
  }

  /**
   * Keeps what an event says, unless a newer one has come before it.
   *
   * @param seller the shop
   */
  async keep(seller: Seller): Promise<void> {
    const { _id, ...rest } = seller;
    try {
      await this.#model.updateOne({ _id, version: { $lt: rest.version } }, { $set: rest }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // what is there is newer
    }
  }

  /**
   * @param sellers some shops
   * @returns those that are known, by id
   */
  async of(sellers: UserId[]): Promise<Map<UserId, Seller>> {
    const found = await this.#model.find({ _id: { $in: sellers } }).lean<Seller[]>();
    return new Map(found.map((seller) => [seller._id, seller]));
  }
}
