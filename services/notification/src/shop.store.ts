import type { MemberRole, UserId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';

/** Who works for a shop, as the auth service has told. */
export interface ShopMembers {
  sellerId: UserId;
  version: number;
  members: { userId: UserId; role: MemberRole }[];
}

interface ShopDocument extends Omit<ShopMembers, 'sellerId'> {
  _id: UserId;
}

const shopSchema = new Schema<ShopDocument>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    members: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'shops', versionKey: false },
);

/** The members of the shops. */
export class ShopStore {
  readonly #model: Model<ShopDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<ShopDocument>('Shop', shopSchema);
  }

  /**
   * @param shop a shop to remember
   * @returns false when something newer is known of it
   */
  async keep({ sellerId, version, members }: ShopMembers): Promise<boolean> {
    try {
      const asOld = { _id: sellerId, version: { $lte: version } };
      await this.#model.updateOne(asOld, { $set: { version, members } }, { upsert: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /**
   * @param sellerIds some shops
   * @returns who works for each of those that are known
   */
  async members(sellerIds: UserId[]): Promise<Map<UserId, ShopMembers['members']>> {
    if (sellerIds.length === 0) return new Map();
    const found = await this.#model.find({ _id: { $in: sellerIds } }).lean<ShopDocument[]>();
    return new Map(found.map(({ _id, members }) => [_id, members]));
  }
}
