import type { Shelves } from './read-model.ts';
import type { WareRow } from './ware.ts';

/** What is known of shops' products. */
export class Wares {
  readonly #shelves: Shelves;

  /** @param shelves the read model */
  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /**
   * @param of the generation of the read model and the shop
   * @param productIds some products
   * @returns those of the shop that are known, by their ids
   */
  async find(of: { generation: number; sellerId: string }, productIds: string[]): Promise<Map<string, WareRow>> {
    const found = await this.#shelves.wares
      .in(of.generation)
      .find({ _id: { $in: productIds }, sellerId: of.sellerId })
      .toArray();
    return new Map(found.map(({ _id, row }) => [_id, row]));
  }
}
