import type { Aggregates } from '@credenza/service-kit';
import type { ClientSession, Model, PipelineStage, QueryFilter } from 'mongoose';
import type { Levels } from './levels.ts';
import type { StoredStock } from './stock.schema.ts';
import { type Hold, levelFrom, type Stock } from './stock.ts';
import type { StockEntry, VariantPlan } from './variants.ts';

type Stage = Extract<PipelineStage, PipelineStage.Set>;

/** The last stage of every change: whether there is something to say now. The same as `newsOf`, where the counters are. */
const noteNews: Stage = {
  $set: {
    news: {
      $or: [
        { $ne: [{ $eq: ['$available', 0] }, '$saidEmpty'] },
        { $ne: [{ $lte: ['$available', '$lowStockThreshold'] }, '$saidLow'] },
      ],
    },
  },
};

/** Pieces that orders hold. */
const held = { $subtract: ['$onHand', '$available'] };

/** How a bulk change counts one variant. */
export interface BulkStep {
  variantId: string;
  before: number;
  after: number;
  add?: number | undefined;
}

/** Names one hold. */
export interface HoldKey {
  variantId: string;
  orderId: string;
  attempt: string;
}

const isOf = ({ orderId, attempt }: HoldKey) => ({
  $and: [{ $eq: ['$$this.orderId', orderId] }, { $eq: ['$$this.attempt', attempt] }],
});
const heldBy = (hold: HoldKey) => ({
  $sum: { $map: { input: { $filter: { input: '$holds', cond: isOf(hold) } }, in: '$$this.quantity' } },
});
const theHold = ({ variantId, orderId, attempt }: HoldKey) => ({
  _id: variantId,
  holds: { $elemMatch: { orderId, attempt } },
});
const without = (hold: HoldKey) => ({
  $filter: { input: '$holds', cond: { $not: [isOf(hold)] } },
});

/** Every change of the counters; each is one conditional update, so that none can be lost, doubled or go below zero. */
export class Stocks {
  readonly aggregates: Aggregates<Stock>;
  readonly #model: Model<StoredStock>;

  /** @param aggregates the counters as aggregates, whose only events are those about low stock */
  constructor(aggregates: Aggregates<Stock>) {
    this.aggregates = aggregates;
    this.#model = aggregates.model;
  }

  /**
   * @param variantIds some variants
   * @returns their levels
   */
  async levels(variantIds: string[]): Promise<Levels> {
    return await this.#levels({ _id: { $in: variantIds } });
  }

  /**
   * @param productId a product
   * @returns the levels of all its variants
   */
  async levelsOf(productId: string): Promise<Levels> {
    return await this.#levels({ productId });
  }

  async #levels(filter: { _id: { $in: string[] } } | { productId: string }): Promise<Levels> {
    const found = await this.#model.find(filter).select('onHand available lowStockThreshold imported').lean();
    return new Map(found.map((stock) => [stock._id, levelFrom(stock)]));
  }

  /**
   * Counts new variants; what is low from the start is no news.
   *
   * @param of the product and its seller
   * @param entries the variants and their pieces
   */
  async open(of: { productId: string; sellerId: string }, entries: StockEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const documents = entries.map(({ variantId, onHand, lowStockThreshold, imported }) => ({
      ...of,
      _id: variantId,
      version: 1,
      outbox: [],
      onHand,
      available: onHand,
      holds: [],
      lowStockThreshold,
      ...(imported !== undefined && { imported }),
      saidEmpty: onHand === 0,
      saidLow: onHand <= lowStockThreshold,
      news: false,
    }));
    await this.#model.insertMany(documents, { lean: true, ordered: false });
  }

  /**
   * Takes pieces for an order and remembers the hold in the same write.
   *
   * @param variantId the variant
   * @param hold for which order, how many, until when, by which attempt
   * @returns the counters afterwards; undefined when there are not enough or the order holds some already
   */
  async take(variantId: string, hold: Hold): Promise<StoredStock | undefined> {
    return await this.#update(
      { _id: variantId, available: { $gte: hold.quantity }, 'holds.orderId': { $ne: hold.orderId } },
      { available: { $subtract: ['$available', hold.quantity] }, holds: { $concatArrays: ['$holds', [hold]] } },
    );
  }

  /**
   * @param variantIds some variants
   * @param orderId an order
   * @returns what the order holds of them
   */
  async holdsOf(variantIds: string[], orderId: string): Promise<(HoldKey & Pick<Hold, 'until'>)[]> {
    const found = await this.#model
      .find({ _id: { $in: variantIds }, 'holds.orderId': orderId })
      .select('holds')
      .lean();
    return found.flatMap(({ _id, holds }) =>
      holds.filter((hold) => hold.orderId === orderId).map((hold) => ({ ...hold, variantId: _id })),
    );
  }

  /**
   * Puts held pieces back on offer. A second time changes nothing.
   *
   * @param hold which
   * @returns the counters afterwards; undefined when there is no such hold (any more)
   */
  async giveBack(hold: HoldKey): Promise<StoredStock | undefined> {
    return await this.#update(theHold(hold), {
      available: { $add: ['$available', heldBy(hold)] },
      holds: without(hold),
    });
  }

  /**
   * Lets held pieces leave the house: they are sold. A second time changes nothing.
   *
   * @param hold which
   */
  async settle(hold: HoldKey): Promise<void> {
    await this.#update(theHold(hold), { onHand: { $subtract: ['$onHand', heldBy(hold)] }, holds: without(hold) });
  }

  /**
   * Lets a hold rest until its reservation is due.
   *
   * @param hold which
   * @param until when to look at it again
   */
  async rest(hold: HoldKey, until: Date): Promise<void> {
    await this.#model.updateOne(theHold(hold), { $set: { 'holds.$.until': until } });
  }

  /**
   * Takes sold pieces back; the caller's transaction makes sure that it happens once.
   *
   * @param variantId the variant
   * @param quantity pieces
   * @param session the transaction
   * @returns the counters afterwards
   */
  async putBack(variantId: string, quantity: number, session: ClientSession): Promise<StoredStock | undefined> {
    return await this.#update({ _id: variantId }, added(quantity), session);
  }

  /**
   * Sets what a seller or a file may say. What is held stays held, so there cannot be fewer pieces than that.
   *
   * @param variantId the variant
   * @param figures how many pieces there are, those held included; from how many on the seller wants to be told; what a file said
   * @returns the counters afterwards; undefined when more are held or there is no such variant
   */
  async set(
    variantId: string,
    { onHand, lowStockThreshold, imported }: Omit<VariantPlan['restocked'][number], 'variantId'>,
  ): Promise<StoredStock | undefined> {
    return await this.#update(
      { _id: variantId, ...(onHand !== undefined && { $expr: { $gte: [onHand, held] } }) },
      {
        ...(onHand !== undefined && { onHand, available: { $subtract: [onHand, held] } }),
        ...(lowStockThreshold !== undefined && { lowStockThreshold }),
        ...(imported !== undefined && { imported }),
      },
    );
  }

  /**
   * Adds pieces, or takes away such as nobody holds.
   *
   * @param variantId the variant
   * @param delta how many more, or fewer when negative
   * @returns the counters afterwards; undefined when not as many are free or there is no such variant
   */
  async add(variantId: string, delta: number): Promise<StoredStock | undefined> {
    return await this.#update({ _id: variantId, available: { $gte: -delta } }, added(delta));
  }

  /**
   * Changes the pieces on hand of some variants as a bulk change says. A second time changes nothing.
   *
   * @param bulkId the bulk change
   * @param steps how many there were and shall be; `add` when so many come to however many there are
   * @returns the counters that have been through it; missing are those that were others by now, or of which orders hold more
   */
  async changeInBulk(bulkId: string, steps: BulkStep[]): Promise<StoredStock[]> {
    const updates = steps.map(({ variantId, before, after, add }) => {
      const once = { _id: variantId, lastBulk: { $ne: bulkId } };
      const lastBulk = { $literal: bulkId };
      const [filter, fields] =
        add === undefined
          ? [
              { ...once, onHand: before, $expr: { $gte: [after, held] } },
              { onHand: after, available: { $subtract: [after, held] }, lastBulk },
            ]
          : [
              { ...once, available: { $gte: -add } },
              { ...added(add), lastBulk },
            ];
      return { updateOne: { filter, update: [{ $set: fields }, noteNews] satisfies Stage[] } };
    });
    await this.#model.bulkWrite(updates, { ordered: false });
    return await this.#model
      .find({ _id: { $in: steps.map(({ variantId }) => variantId) }, lastBulk: bulkId })
      .select('-outbox -holds')
      .lean<StoredStock[]>();
  }

  /**
   * Ends the counting of variants that have left the range. Pieces that orders hold stay until they are sold or given back.
   *
   * @param variantIds the variants
   */
  async close(variantIds: string[]): Promise<void> {
    if (variantIds.length === 0) return;
    await this.#model.deleteMany({ _id: { $in: variantIds }, holds: { $size: 0 } });
    await Promise.all(variantIds.map((_id) => this.#update({ _id }, { onHand: held, available: 0 })));
  }

  /**
   * Remembers what has been said.
   *
   * @param variantId the variant
   * @param said what was said
   * @returns the counters afterwards, with what there is to say by now
   */
  async noteSaid(
    variantId: string,
    said: Partial<Pick<Stock, 'saidEmpty' | 'saidLow'>>,
  ): Promise<StoredStock | undefined> {
    return await this.#update({ _id: variantId }, said);
  }

  /**
   * @param limit at most so many
   * @returns counters about which there is something to say
   */
  async withNews(limit: number): Promise<StoredStock[]> {
    return await this.#model.find({ news: true }).limit(limit).lean<StoredStock[]>();
  }

  /**
   * @param now the time
   * @param limit look at so many variants at most
   * @returns the holds that somebody has to look at
   */
  async overdue(now: Date, limit: number): Promise<HoldKey[]> {
    const found = await this.#model
      .find({ 'holds.until': { $lt: now } })
      .select('holds')
      .limit(limit)
      .lean();
    return found.flatMap(({ _id, holds }) =>
      holds.filter(({ until }) => until < now).map(({ orderId, attempt }) => ({ variantId: _id, orderId, attempt })),
    );
  }

  async #update(
    filter: QueryFilter<StoredStock>,
    fields: Record<string, unknown>,
    session?: ClientSession,
  ): Promise<StoredStock | undefined> {
    const updated = await this.#model
      .findOneAndUpdate(filter, [{ $set: fields }, noteNews] satisfies Stage[], {
        returnDocument: 'after',
        updatePipeline: true,
        projection: { outbox: 0, holds: 0 },
        ...(session && { session }),
      })
      .lean<StoredStock>();
    return updated ?? undefined;
  }
}

const added = (delta: number) => ({
  onHand: { $add: ['$onHand', delta] },
  available: { $add: ['$available', delta] },
});
