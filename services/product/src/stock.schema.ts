import { type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Stock } from './stock.ts';

/** The counters with what the kit keeps in every document. */
export type StoredStock = Stock & Outboxed;

const stockSchema = new Schema<StoredStock>(
  {
    ...outboxFields,
    productId: { type: String, required: true, index: true },
    sellerId: { type: String, required: true },
    onHand: { type: Number, required: true },
    available: { type: Number, required: true },
    holds: {
      type: [{ _id: false, orderId: String, quantity: Number, until: Date, attempt: String }],
      required: true,
    },
    lowStockThreshold: { type: Number, required: true },
    imported: Number,
    lastBulk: String,
    saidEmpty: { type: Boolean, required: true },
    saidLow: { type: Boolean, required: true },
    news: { type: Boolean, required: true },
  },
  { collection: 'stock', versionKey: false },
)
  .index({ 'holds.until': 1 }, { sparse: true })
  .index({ news: 1 }, { partialFilterExpression: { news: true } });

/**
 * @param db the service's database
 * @returns the model of the counters
 */
export function stockModel(db: Connection): Model<StoredStock> {
  return db.model<StoredStock>('Stock', stockSchema);
}
