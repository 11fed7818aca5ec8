import type { ProductId, VariantId, WatchId } from '@credenza/contracts';
import { isDuplicateKey } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Alert, WatchedProduct } from './product.ts';

/** An alert and how far its watchers have been told. */
export type OpenAlert = Alert & { after?: WatchId };

interface ProductDocument extends Omit<WatchedProduct, 'productId'> {
  _id: ProductId;
  /** What its watchers have still to be told, oldest first; in the same write as the change itself. */
  alerts: OpenAlert[];
  /** When somebody may go on telling; missing while there is nothing to tell. */
  alertsAt?: Date;
}

const leaseMs = 60_000;

const productSchema = new Schema<ProductDocument>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    title: { type: String, required: true },
    handle: { type: String, required: true },
    variants: { type: Schema.Types.Mixed, required: true },
    alerts: { type: Schema.Types.Mixed, required: true },
    alertsAt: { type: Date, index: { sparse: true } },
  },
  { collection: 'products', versionKey: false, minimize: false },
).index({ 'variants.variantId': 1 });

/** What the product service has told of its products, as far as watchers care. */
export class ProductStore {
  readonly #model: Model<ProductDocument>;

  /** @param db the service's database */
  constructor(db: Connection) {
    this.#model = db.model<ProductDocument>('Product', productSchema);
  }

  /**
   * Brings a product to a newer version, together with what its watchers are to be told; an older or the same one changes nothing.
   *
   * @param id which product
   * @param version the newer version
   * @param decide what it is then and what there is to tell, from what is known
   * @returns whether there is anything to tell
   */
  async follow(
    id: ProductId,
    version: number,
    decide: (before: WatchedProduct | undefined) => { after: WatchedProduct; alerts: Alert[] },
  ): Promise<boolean> {
    for (;;) {
      const before = await this.#model.findById(id).lean<ProductDocument>();
      if (before && before.version >= version) return false;
      const { after, alerts } = decide(before ? productOf(before) : undefined);
      const { productId: _id, ...state } = after;
      if (before ? await this.#replace(before, state, alerts) : await this.#begin(id, state, alerts))
        return alerts.length > 0;
    }
  }

  /**
   * @param variantIds some variants
   * @returns the products that have them
   */
  async withVariants(variantIds: VariantId[]): Promise<WatchedProduct[]> {
    const found = await this.#model
      .find({ 'variants.variantId': { $in: variantIds } }, { alerts: 0 })
      .lean<ProductDocument[]>();
    return found.map(productOf);
  }

  /**
   * Takes the oldest alert of a product, for this process alone.
   *
   * @param now the time
   * @returns the alert; undefined when there is nothing to tell
   */
  async claimAlert(now: Date): Promise<{ productId: ProductId; alert: OpenAlert } | undefined> {
    const taken = { $set: { alertsAt: new Date(now.getTime() + leaseMs) } };
    const options = { sort: { alertsAt: 1 }, returnDocument: 'after' } as const;
    const found = await this.#model
      .findOneAndUpdate({ alertsAt: { $lte: now } }, taken, options)
      .lean<ProductDocument>();
    const alert = found?.alerts[0];
    if (found && !alert) await this.#rest(found._id);
    return found && alert ? { productId: found._id, alert } : undefined;
  }

  /**
   * Notes how far the watchers have been told.
   *
   * @param productId the product
   * @param alert the alert
   * @param after the last watch that was told; undefined when all were
   * @param now the time
   */
  async told(productId: ProductId, alert: Alert, after: WatchId | undefined, now: Date): Promise<void> {
    const product = { _id: productId, 'alerts.id': alert.id };
    if (after !== undefined) {
      await this.#model.collection.updateOne(product as never, { $set: { 'alerts.$.after': after, alertsAt: now } });
      return;
    }
    const done = { $pull: { alerts: { id: alert.id } }, $set: { alertsAt: now } };
    await this.#model.collection.updateOne(product as never, done as never);
    await this.#rest(productId);
  }

  async #rest(productId: ProductId): Promise<void> {
    await this.#model.updateOne({ _id: productId, alerts: { $size: 0 } }, { $unset: { alertsAt: 1 } });
  }

  async #replace(before: ProductDocument, state: Omit<WatchedProduct, 'productId'>, alerts: Alert[]): Promise<boolean> {
    const { matchedCount } = await this.#model.updateOne(
      { _id: before._id, version: before.version },
      {
        $set: state,
        ...(alerts.length > 0 && { $push: { alerts: { $each: alerts } }, $min: { alertsAt: new Date(0) } }),
      },
    );
    return matchedCount > 0;
  }

  async #begin(id: ProductId, state: Omit<WatchedProduct, 'productId'>, alerts: Alert[]): Promise<boolean> {
    try {
      await this.#model.insertMany([{ _id: id, ...state, alerts }], { lean: true });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }
}

function productOf({ _id, version, title, handle, variants }: ProductDocument): WatchedProduct {
  return { productId: _id, version, title, handle, variants };
}
