import { randomUUID } from 'node:crypto';
import { type Fact, ProductId, productViewed, type UserId } from '@credenza/contracts';
import { type Aggregates, type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';

interface Told {
  at: Date;
}

/** Views that are told in one write. The id tells a write that is repeated from another one. */
export interface ViewBatch {
  id: string;
  at: Date;
  facts: Fact[];
}

/** So many products are told of in one write. */
const batchSize = 500;
/** When a batch that was told is forgotten, in seconds. */
const keepSeconds = 7 * 24 * 3_600;

const viewsSchema = new Schema<Told & Outboxed>(
  { ...outboxFields, at: { type: Date, required: true } },
  { collection: 'views', versionKey: false },
).index({ at: 1 }, { expireAfterSeconds: keepSeconds });

/**
 * @param db the service's database
 * @returns the model of the batches of views
 */
export function viewsModel(db: Connection): Model<Told & Outboxed> {
  return db.model<Told & Outboxed>('Views', viewsSchema);
}

/**
 * @param told how often somebody looked at which products
 * @param time between when
 * @returns batches with one event per product
 */
export function viewBatches(
  told: { productId: string; sellerId: UserId; views: number }[],
  time: { since: Date; until: Date },
): ViewBatch[] {
  const [since, until] = [time.since.toISOString(), time.until.toISOString()];
  const facts = told.map(({ productId, ...rest }) =>
    productViewed.of({ productId: ProductId.parse(productId), ...rest, since, until }),
  );
  const starts = Array.from({ length: Math.ceil(facts.length / batchSize) }, (_, index) => index * batchSize);
  return starts.map((start) => ({
    id: randomUUID(),
    at: time.until,
    facts: facts.slice(start, start + batchSize),
  }));
}

/** Where views wait to be published: one document with many events, because none of them changes its product. */
export class Views {
  readonly #batches: Aggregates<Told>;

  /** @param batches the batches as aggregates */
  constructor(batches: Aggregates<Told>) {
    this.#batches = batches;
  }

  /**
   * Writes a batch with its events; one that is there already is left as it is.
   *
   * @param batch the batch
   */
  async write({ id, at, facts }: ViewBatch): Promise<void> {
    await this.#batches.create(id, { at }, facts);
  }
}
