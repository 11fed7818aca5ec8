import type { Aggregates } from '@credenza/service-kit';
import { onShow } from './list-filter.ts';
import type { Product } from './product-state.ts';
import { type RowSource, rowFields } from './search-row.ts';

/** Reads what the search index is made of. */
export class ProductSource {
  readonly #products: Aggregates<Product>['model'];

  /** @param products the products */
  constructor(products: Aggregates<Product>) {
    this.#products = products.model;
  }

  /** @returns the id and version of every product on offer */
  versions(): AsyncIterable<{ _id: string; version: number }> {
    return this.#products
      .find(onShow)
      .select('version')
      .lean<{ _id: string; version: number }[]>()
      .cursor({ batchSize: 5_000 });
  }

  /**
   * @param ids some products
   * @returns those that exist, on offer or not
   */
  async read(ids: string[]): Promise<RowSource[]> {
    return await this.#products
      .find({ _id: { $in: ids } })
      .select(rowFields)
      .lean<RowSource[]>();
  }
}
