import { type Connection, type Model, Schema } from 'mongoose';
import type { PiecesBack, SoldLine, SoldRow } from './sale.ts';

interface Document {
  _id: string;
  sellerId: string;
  productId: string;
  variantId: string;
  /** Missing while only a cancellation has been heard of. */
  soldAt?: Date;
  units?: number;
  price?: number;
  revenue?: number;
  currency?: string;
  /** Pieces that came back, by what brought them back. */
  backs?: Record<string, number>;
  canceled?: boolean;
}

/** Older sales say nothing about coming ones, in seconds. */
const keepSeconds = 400 * 86_400;

const schema = new Schema<Document>(
  {
    _id: { type: String, required: true },
    sellerId: { type: String, required: true },
    productId: { type: String, required: true },
    variantId: { type: String, required: true },
    soldAt: Date,
    units: Number,
    price: Number,
    revenue: Number,
    currency: String,
    backs: Schema.Types.Mixed,
    canceled: Boolean,
  },
  { collection: 'sales', versionKey: false },
)
  .index({ sellerId: 1, soldAt: 1 })
  .index({ productId: 1, soldAt: 1 })
  .index({ soldAt: 1 }, { expireAfterSeconds: keepSeconds });

/**
 * What shops have sold, one document for each bought line. Every event sets fields of its own, so that it may come twice and in any
 * order; days are summed up when somebody asks.
 */
export class Sales {
  readonly #model: Model<Document>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<Document>('Sale', schema);
  }

  /** @param lines what was sold */
  async sold(lines: SoldLine[]): Promise<void> {
    await this.#set(lines.map(({ lineId, ...rest }) => [lineId, rest]));
  }

  /** @param lines the lines of an order that was paid and will not be sent */
  async canceled(lines: Pick<SoldLine, 'lineId' | 'sellerId' | 'productId' | 'variantId'>[]): Promise<void> {
    await this.#set(lines.map(({ lineId, ...rest }) => [lineId, { ...rest, canceled: true }]));
  }

  /** @param pieces pieces that came back */
  async back(pieces: PiecesBack[]): Promise<void> {
    await this.#set(pieces.map(({ lineId, by, units, ...rest }) => [lineId, { ...rest, [`backs.${by}`]: units }]));
  }

  /**
   * @param sellerId a shop
   * @param since from when on
   * @param productId only this product
   * @returns what it has sold, the oldest first
   */
  async ofShop(sellerId: string, since: Date, productId?: string): Promise<SoldRow[]> {
    const filter = { sellerId, soldAt: { $gte: since }, ...(productId !== undefined && { productId }) };
    return (await this.#model.find(filter).sort({ soldAt: 1 }).lean<Document[]>()).flatMap(rowOf);
  }

  /**
   * @param productIds some products, of any shop
   * @param since from when on
   * @returns the pieces of each that were sold and stayed sold; products that nobody bought are missing
   */
  async piecesOf(productIds: string[], since: Date): Promise<Map<string, number>> {
    const found = await this.#model
      .find({ productId: { $in: productIds }, soldAt: { $gte: since } })
      .lean<Document[]>();
    const pieces = new Map<string, number>();
    for (const { productId, units } of found.flatMap(rowOf))
      pieces.set(productId, (pieces.get(productId) ?? 0) + units);
    return pieces;
  }

  async #set(all: [lineId: string, fields: Record<string, unknown>][]): Promise<void> {
    if (all.length === 0) return;
    await this.#model.bulkWrite(
      all.map(([_id, fields]) => ({ updateOne: { filter: { _id }, update: { $set: fields }, upsert: true } })),
      { ordered: false },
    );
  }
}

function rowOf({
  productId,
  variantId,
  soldAt,
  units,
  price,
  revenue,
  currency,
  backs,
  canceled,
}: Document): SoldRow[] {
  if (!soldAt || !units || price === undefined || currency === undefined) return [];
  const back = canceled ? units : Object.values(backs ?? {}).reduce((sum, one) => sum + one, 0);
  const left = Math.max(0, units - back);
  if (left === 0) return [];
  return [
    {
      productId,
      variantId,
      soldAt,
      units: left,
      price,
      revenue: Math.round(((revenue ?? 0) * left) / units),
      currency,
    },
  ];
}
