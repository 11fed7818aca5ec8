import type { BalanceRow, PayoutRow } from './money.ts';
import type { Shelves } from './read-model.ts';

/** What payment owes shops, and what it has paid out. */
export class Accounts {
  readonly #shelves: Shelves;

  /** @param shelves the read model */
  constructor(shelves: Shelves) {
    this.#shelves = shelves;
  }

  /**
   * @param of the generation of the read model and the shop
   * @returns the shop's balance in each currency
   */
  async balances(of: { generation: number; sellerId: string }): Promise<BalanceRow[]> {
    const found = await this.#shelves.balances
      .in(of.generation)
      .find({ sellerId: of.sellerId })
      .sort({ _id: 1 })
      .toArray();
    return found.map(({ row }) => row);
  }

  /**
   * @param of the generation of the read model and the shop
   * @param page how many, and after which one
   * @returns the shop's payouts, the newest first
   */
  async payouts(
    of: { generation: number; sellerId: string },
    page: { limit: number; after?: string | undefined },
  ): Promise<PayoutRow[]> {
    return (await this.#payouts(of, page.after).limit(page.limit).toArray()).map(({ row }) => row);
  }

  /**
   * @param of the generation of the read model and the shop
   * @returns all the shop's payouts, one by one, the newest first
   */
  async *allPayouts(of: { generation: number; sellerId: string }): AsyncGenerator<PayoutRow> {
    for await (const { row } of this.#payouts(of)) yield row;
  }

  #payouts({ generation, sellerId }: { generation: number; sellerId: string }, after?: string) {
    return this.#shelves.payouts
      .in(generation)
      .find({ sellerId, ...(after !== undefined && { _id: { $lt: after } }) })
      .sort({ _id: -1 });
  }
}
