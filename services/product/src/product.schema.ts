import { type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Product } from './product-state.ts';

const text = { type: String, required: true };
const mixed = Schema.Types.Mixed;

const productSchema = new Schema<Product & Outboxed>(
  {
    ...outboxFields,
    sellerId: text,
    sellerName: text,
    handle: text,
    title: text,
    descriptionHtml: String,
    status: text,
    shopClosed: Boolean,
    category: String,
    tags: [String],
    attributes: mixed,
    images: mixed,
    options: mixed,
    vendor: String,
    seo: mixed,
    variants: mixed,
    live: Boolean,
    description: String,
    titleKey: text,
    categories: [String],
    pairs: [String],
    priceMin: Number,
    priceMax: Number,
    compareAtMin: Number,
    inStock: Boolean,
    soldOut: [String],
    lastBulk: String,
    ranges: mixed,
    listPrices: mixed,
    schedules: mixed,
    nextPriceAt: Date,
    uploads: { type: [String], default: undefined },
    rating: mixed,
    ratingKey: Number,
    createdAt: Date,
    updatedAt: Date,
  },
  { collection: 'products', versionKey: false, minimize: false },
)
  .index({ sellerId: 1, handle: 1 }, { unique: true, partialFilterExpression: { live: true } })
  .index({ 'variants.variantId': 1 })
  .index({ nextPriceAt: 1 }, { sparse: true })
  .index(
    { sellerId: 1, 'listPrices.currency': 1 },
    { partialFilterExpression: { 'listPrices.currency': { $exists: true } } },
  )
  .index({ uploads: 1 }, { sparse: true })
  .index({ sellerId: 1, status: 1, _id: -1 })
  .index({ status: 1, _id: -1 })
  .index({ status: 1, priceMin: 1, _id: -1 })
  .index({ status: 1, ratingKey: -1, _id: -1 })
  .index({ status: 1, titleKey: 1, _id: -1 })
  .index({ status: 1, categories: 1, _id: -1 })
  .index({ status: 1, tags: 1, _id: -1 })
  .index({ status: 1, pairs: 1, _id: -1 });

/**
 * @param db the service's database
 * @returns the model of the products
 */
export function productModel(db: Connection): Model<Product & Outboxed> {
  return db.model<Product & Outboxed>('Product', productSchema);
}
