import type { UserId } from '@credenza/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import type { ShopFacet } from './shop-facets.ts';

interface Chosen {
  _id: string;
  facets: ShopFacet[];
}

const schema = new Schema<Chosen>(
  { _id: { type: String, required: true }, facets: Schema.Types.Mixed },
  { collection: 'shopFacets', versionKey: false },
);

/** Which filters the shops offer. */
export class ShopFacetChoices {
  readonly #model: Model<Chosen>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Chosen>('ShopFacets', schema);
  }

  /**
   * @param sellerId a shop
   * @returns its filters in their order; undefined when it has not chosen any: then it offers all
   */
  async of(sellerId: UserId): Promise<ShopFacet[] | undefined> {
    return (await this.#model.findById(sellerId).lean<Chosen>())?.facets;
  }

  /**
   * @param sellerId a shop
   * @param facets its filters in their order; none to offer all again
   */
  async choose(sellerId: UserId, facets: ShopFacet[]): Promise<void> {
    if (facets.length === 0) await this.#model.deleteOne({ _id: sellerId });
    else await this.#model.updateOne({ _id: sellerId }, { $set: { facets } }, { upsert: true });
  }
}
