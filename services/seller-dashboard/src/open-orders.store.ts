import type { mongo } from 'mongoose';
import type { Place } from './cursor.ts';
import type { Shelves } from './read-model.ts';
import type { SaleNote, SaleRow } from './sale.ts';
import type { Sheet } from './shelf.store.ts';

/** Which orders: of whom, and perhaps only those that were paid before a time. */
export interface OpenQuery {
  generation: number;
  sellerId: string;
  paidBefore?: Date | undefined;
}

/** A shop's part of an order. */
export type Sale = Sheet<SaleNote, SaleRow>;

/** What shops have to send. */
export class OpenOrders {
  readonly #shelves: Shelves;

  /** @param shelves the read model */
  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /**
   * @param query which orders
   * @param page how many, and after which one (when it was paid in ms, and the sheet's id)
   * @returns their sheets, the one that waits longest first
   */
  async page(query: OpenQuery, page: { limit: number; after?: Place | undefined }): Promise<Sale[]> {
    return await this.#find(query, page.after).limit(page.limit).toArray();
  }

  /**
   * @param query which orders
   * @returns all of them, one by one, the one that waits longest first
   */
  all(query: OpenQuery): AsyncIterable<Sale> {
    return this.#find(query);
  }

  /**
   * @param query which orders
   * @returns how many there are
   */
  async count(query: OpenQuery): Promise<number> {
    return await this.#shelves.sales.in(query.generation).countDocuments(filterOf(query));
  }

  #find(query: OpenQuery, after?: Place) {
    return this.#shelves.sales
      .in(query.generation)
      .find({ ...filterOf(query), ...(after && behind(after)) })
      .project<Sale>({ notes: 0 })
      .sort({ 'row.soldAt': 1, _id: 1 });
  }
}

function filterOf({ sellerId, paidBefore }: OpenQuery): mongo.Filter<Sale> {
  return { sellerId, 'row.open': true, ...(paidBefore && { 'row.soldAt': { $lt: paidBefore } }) };
}

function behind([paidAt, id]: Place): mongo.Filter<Sale> {
  const at = new Date(paidAt);
  return { $or: [{ 'row.soldAt': { $gt: at } }, { 'row.soldAt': at, _id: { $gt: id } }] };
}
