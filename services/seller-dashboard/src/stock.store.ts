import type { mongo } from 'mongoose';
import type { Shelves } from './read-model.ts';

/** Since when the pieces of a variant are counted. */
export interface Since {
  variantId: string;
  at: Date;
}

/** Variants that are asked for at once. */
const atOnce = 100;

/** How pieces of shops' variants come and go. */
export class StockMoves {
  readonly #shelves: Shelves;

  /** @param shelves the read model */
  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /**
   * @param of the generation of the read model and the shop
   * @param begin a time
   * @returns each variant that was sold since then, with its product and how many pieces of it were not canceled again
   */
  async soldSince(
    of: { generation: number; sellerId: string },
    begin: Date,
  ): Promise<{ variantId: string; productId: string; units: number }[]> {
    const sold = await this.#units<{ productId: string }>(of.generation, [
      { $match: { sellerId: of.sellerId, 'row.soldAt': { $gte: begin } } },
      { $project: { piece: '$row.lines' } },
      { $unwind: '$piece' },
    ]);
    const canceled = await this.#units(of.generation, [
      { $match: { sellerId: of.sellerId, 'row.backs': { $elemMatch: { at: { $gte: begin }, kind: 'canceled' } } } },
      { $project: { back: '$row.backs' } },
      { $unwind: '$back' },
      { $match: { 'back.at': { $gte: begin }, 'back.kind': 'canceled' } },
      { $project: { piece: '$back.pieces' } },
      { $unwind: '$piece' },
    ]);
    const back = new Map(canceled.map(({ _id, units }) => [_id, units]));
    return sold.map(({ _id, productId, units }) => ({
      variantId: _id,
      productId,
      units: Math.max(0, units - (back.get(_id) ?? 0)),
    }));
  }

  /**
   * @param of the generation of the read model and the shop
   * @param since some variants, each with a time of its own
   * @returns by how many pieces each has become less since then (more when negative)
   */
  async goneSince(of: { generation: number; sellerId: string }, since: Since[]): Promise<Map<string, number>> {
    const gone = new Map<string, number>();
    const count = (units: number, sign: 1 | -1, variantId: string) =>
      gone.set(variantId, (gone.get(variantId) ?? 0) + sign * units);
    for (let at = 0; at < since.length; at += atOnce) {
      const some = since.slice(at, at + atOnce);
      const either = (variant: string, time: string) =>
        some.map((one) => ({ [variant]: one.variantId, [time]: { $gt: one.at } }));
      const sold = await this.#units(of.generation, [
        { $match: { sellerId: of.sellerId, $or: either('row.lines.variantId', 'row.soldAt') } },
        { $project: { at: '$row.soldAt', piece: '$row.lines' } },
        { $unwind: '$piece' },
        { $match: { $or: either('piece.variantId', 'at') } },
      ]);
      const back = await this.#units(of.generation, [
        { $match: { sellerId: of.sellerId, $or: either('row.backs.pieces.variantId', 'row.backs.at') } },
        { $project: { back: '$row.backs' } },
        { $unwind: '$back' },
        { $match: { 'back.restock': true } },
        { $project: { at: '$back.at', piece: '$back.pieces' } },
        { $unwind: '$piece' },
        { $match: { $or: either('piece.variantId', 'at') } },
      ]);
      for (const { _id, units } of sold) count(units, 1, _id);
      for (const { _id, units } of back) count(units, -1, _id);
    }
    return gone;
  }

  async #units<More = unknown>(
    generation: number,
    stages: mongo.Document[],
  ): Promise<(More & { _id: string; units: number })[]> {
    const group = {
      _id: '$piece.variantId',
      productId: { $first: '$piece.productId' },
      units: { $sum: '$piece.units' },
    };
    return await this.#shelves.sales
      .in(generation)
      .aggregate<More & { _id: string; units: number }>([...stages, { $group: group }])
      .toArray();
  }
}
