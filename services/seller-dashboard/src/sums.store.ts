import type { mongo } from 'mongoose';
import type { GoneBack, Sold } from './figures.ts';
import type { Range } from './range.ts';
import type { Shelves } from './read-model.ts';
import { quarterMs } from './views.ts';

/** Whose figures are added up: of which shop, in which generation of the read model, from when to before when. */
export interface Question {
  generation: number;
  sellerId: string;
  begin: Date;
  end: Date;
  /** Only what was sold in this currency. */
  currency: string;
}

/** Sums are told apart by a key: a moment, a country, a product. */
export type Keyed<Key, Sum> = Sum & { key: Key };

/** How sums are told apart: not at all, by country, or by when it happened (steps of some ms). */
export type By = 'all' | 'country' | { stepMs: number };

/**
 * @param range a range
 * @returns the longest step that no day of the range begins in the middle of, in ms
 */
export function stepOf({ starts }: Range): number {
  const hour = 4 * quarterMs;
  return starts.every((start) => start.getTime() % hour === 0) ? hour : quarterMs;
}

function keyOf(by: By, moment: string): unknown {
  if (by === 'all') return null;
  if (by === 'country') return { $ifNull: ['$row.country', null] };
  const ms = { $toLong: moment };
  return { $subtract: [ms, { $mod: [ms, by.stepMs] }] };
}

const added = (field: string) => ({ $sum: `$row.${field}` });
const unitsOf = (kind: string) => ({ $sum: { $cond: [{ $eq: ['$row.backs.kind', kind] }, '$row.backs.units', 0] } });

/** What a question leaves of sales; the index "sums" answers it alone. */
function soldIn({ sellerId, begin, end, currency }: Question) {
  return { sellerId, 'row.soldAt': { $gte: begin, $lt: end }, 'row.currency': currency };
}

/** The money that went back in the time of a question, one document each. */
function backIn({ sellerId, begin, end, currency }: Question): mongo.Document[] {
  const at = { $gte: begin, $lt: end };
  return [
    { $match: { sellerId, 'row.currency': currency, 'row.backs': { $elemMatch: { at } } } },
    { $project: { row: { backs: 1 } } },
    { $unwind: '$row.backs' },
    { $match: { 'row.backs.at': at } },
  ];
}

/** The sums that sellers' tables are made of, each one indexed aggregation. */
export class Sums {
  readonly #shelves: Shelves;

  /** @param shelves the read model */
  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /**
   * @param question whose, of when
   * @param by how to tell apart
   * @returns what came in; a country may be unknown (null)
   */
  async sold<Key = null>(question: Question, by: By): Promise<Keyed<Key, Sold>[]> {
    return await this.#sales<Keyed<Key, Sold>>(question, [
      { $match: soldIn(question) },
      {
        $group: {
          _id: keyOf(by, '$row.soldAt'),
          orders: { $sum: 1 },
          units: added('units'),
          sales: added('sales'),
          shipping: added('shipping'),
          tax: added('tax'),
          commission: added('commission'),
          share: added('share'),
        },
      },
      { $set: { key: '$_id' } },
    ]);
  }

  /**
   * @param question whose, of when
   * @param by how to tell apart
   * @returns what went back
   */
  async back<Key = null>(question: Question, by: By): Promise<Keyed<Key, GoneBack>[]> {
    return await this.#sales<Keyed<Key, GoneBack>>(question, [
      ...backIn(question),
      {
        $group: {
          _id: keyOf(by, '$row.backs.at'),
          amount: added('backs.amount'),
          shop: added('backs.shop'),
          commission: added('backs.commission'),
          onTheWay: added('backs.onTheWay'),
          canceledOrders: { $sum: { $cond: ['$row.backs.whole', 1, 0] } },
          canceledUnits: unitsOf('canceled'),
          returnedUnits: unitsOf('returned'),
        },
      },
      { $set: { key: '$_id' } },
    ]);
  }

  /**
   * @param question whose, of when
   * @param by how to tell apart
   * @returns how often product pages were looked at
   */
  async views<Key = null>(
    question: Question,
    by: 'all' | 'product' | { stepMs: number },
  ): Promise<Keyed<Key, { views: number }>[]> {
    const key = by === 'product' ? '$row.productId' : keyOf(by, '$row.at');
    const { generation, sellerId, begin, end } = question;
    return await this.#shelves.views
      .in(generation)
      .aggregate<Keyed<Key, { views: number }>>([
        { $match: { sellerId, 'row.at': { $gte: begin, $lt: end } } },
        { $group: { _id: key, views: added('views') } },
        { $set: { key: '$_id' } },
      ])
      .toArray();
  }

  /**
   * @param question whose, of when
   * @returns the currencies that something was sold in, in alphabetical order
   */
  async currencies({ generation, sellerId, begin, end }: Omit<Question, 'currency'>): Promise<string[]> {
    const found = await this.#shelves.sales
      .in(generation)
      .aggregate<{ _id: string }>([
        { $match: { sellerId, 'row.soldAt': { $gte: begin, $lt: end } } },
        { $group: { _id: '$row.currency' } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /**
   * @param question whose, of when
   * @returns what was sold of each product: in how many orders, how many pieces, for how much
   */
  async soldProducts(
    question: Question,
  ): Promise<Keyed<string, { title: string; orders: number; units: number; sales: number }>[]> {
    return await this.#sales(question, [
      { $match: soldIn(question) },
      { $project: { row: { products: 1 } } },
      { $unwind: '$row.products' },
      {
        $group: {
          _id: '$row.products.productId',
          title: { $max: '$row.products.title' },
          orders: { $sum: 1 },
          units: added('products.units'),
          sales: added('products.sales'),
        },
      },
      { $set: { key: '$_id' } },
    ]);
  }

  /**
   * @param question whose, of when
   * @returns how many pieces of each product were canceled, and came back
   */
  async backProducts(question: Question): Promise<Keyed<string, Pick<GoneBack, 'canceledUnits' | 'returnedUnits'>>[]> {
    const pieces = (kind: string) => ({
      $sum: { $cond: [{ $eq: ['$row.backs.kind', kind] }, '$row.backs.pieces.units', 0] },
    });
    return await this.#sales(question, [
      ...backIn(question),
      { $unwind: '$row.backs.pieces' },
      {
        $group: {
          _id: '$row.backs.pieces.productId',
          canceledUnits: pieces('canceled'),
          returnedUnits: pieces('returned'),
        },
      },
      { $set: { key: '$_id' } },
    ]);
  }

  async #sales<Row extends mongo.Document>({ generation }: Question, stages: mongo.Document[]): Promise<Row[]> {
    return await this.#shelves.sales.in(generation).aggregate<Row>(stages).toArray();
  }
}
