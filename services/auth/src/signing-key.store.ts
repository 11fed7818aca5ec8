import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { KeyTimes } from './signing-key.ts';

/** The public half as RFC 8037 writes it. */
export interface PublicJwk {
  kty: string;
  crv: string;
  x: string;
}

/** A key as it is stored: the private half is sealed (see sealed.ts). */
export interface StoredKey extends KeyTimes {
  kid: string;
  publicJwk: PublicJwk;
  sealed: string;
}

const schema = new Schema<StoredKey>(
  {
    _id: { type: Number, required: true },
    kid: { type: String, required: true },
    publicJwk: { type: Schema.Types.Mixed, required: true },
    sealed: { type: String, required: true },
    createdAt: { type: Date, required: true },
    signsFrom: { type: Date, required: true },
  },
  { collection: 'keys', versionKey: false },
);

/** The signing keys of all replicas. */
export class StoredKeys {
  readonly #model: Model<StoredKey>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<StoredKey>('SigningKey', schema);
  }

  /** @returns all of them, the oldest first */
  async all(): Promise<StoredKey[]> {
    return await this.#model.find().sort({ _id: 1 }).lean<StoredKey[]>();
  }

  /**
   * @param key a new key
   * @returns false when another replica has made the key of this number
   */
  async add(key: StoredKey): Promise<boolean> {
    try {
      await this.#model.insertMany([key], { lean: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** @param numbers the keys to remove */
  async remove(numbers: number[]): Promise<void> {
    await this.#model.deleteMany({ _id: { $in: numbers } });
  }
}
