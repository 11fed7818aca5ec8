import { marketplaceCurrency } from '@credenza/contracts';
import type { Shelves } from './read-model.ts';
import type { ShopRow } from './shop.ts';

/** What is known of the shops themselves. */
export class Shops {
  readonly #shelves: Shelves;

  /** @param shelves the read model */
  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /**
   * @param generation of the read model
   * @param sellerId a shop
   * @returns the shop; undefined when no event has told of it
   */
  async find(generation: number, sellerId: string): Promise<ShopRow | undefined> {
    return (await this.#shelves.shops.in(generation).findOne({ _id: sellerId }))?.row;
  }

  /**
   * @param generation of the read model
   * @param sellerId a shop
   * @returns the shop's own currency; the marketplace's for a shop that nobody has told of
   */
  async currencyOf(generation: number, sellerId: string): Promise<string> {
    return (await this.find(generation, sellerId))?.currency ?? marketplaceCurrency;
  }

  /**
   * @param generation of the read model
   * @param sellerId a shop
   * @returns who works for it; whoever opened it when nobody has told
   */
  async membersOf(generation: number, sellerId: string): Promise<string[]> {
    const members = (await this.find(generation, sellerId))?.members ?? [];
    return members.length > 0 ? members : [sellerId];
  }
}
