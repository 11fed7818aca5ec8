import type { Aggregates } from '@credenza/service-kit';
import type { PipelineStage } from 'mongoose';
import { type CardSource, cardFields, cardOf, type ProductCard } from './card-view.ts';
import { type Category, categoryOf } from './category.ts';
import { type Order, readCursor, writeCursor, wrongCursor } from './cursor.ts';
import { type Facets, facetStages, facetsOf } from './facets.ts';
import { afterPosition, type Filter, filterOf, prefixFilter, sorts } from './list-filter.ts';
import type { ListQuery } from './list-query.ts';
import type { Product } from './product-state.ts';

export interface Listed {
  items: ProductCard[];
  nextCursor?: string | undefined;
  total?: number | undefined;
  facets?: Facets | undefined;
}

type Row = CardSource & Pick<Product, 'titleKey'> & { score?: number };

/** Reads the public catalogue. */
export class Catalogue {
  readonly #products: Aggregates<Product>['model'];

  /** @param products the products */
  constructor(products: Aggregates<Product>) {
    this.#products = products.model;
  }

  /**
   * One page of the products on offer.
   *
   * @param query what is asked for
   * @returns cards, the cursor of the next page, and the facets when they are asked for
   * @throws Invalid for a cursor of another list
   */
  async list(query: ListQuery): Promise<Listed> {
    const { q, cursor } = query;
    const position = cursor === undefined ? undefined : readCursor(cursor);
    const asked =
      query.sort === 'relevance' && q === undefined ? 'newest' : (query.sort ?? (q ? 'relevance' : 'newest'));
    if (position && position.order !== asked && (position.order !== 'prefix' || q === undefined)) throw wrongCursor();
    const filter = filterOf(query);
    const prefix = q === undefined ? undefined : prefixFilter(q);
    if (position?.order === 'prefix' && prefix) return await this.#page({ ...filter, ...prefix }, 'prefix', query);
    const searched = q === undefined ? filter : { ...filter, $text: { $search: q } };
    const page = await this.#page(searched, asked, query);
    if (page.items.length > 0 || !prefix || position) return page;
    return await this.#page({ ...filter, ...prefix }, 'prefix', query);
  }

  async #page(filter: Filter, order: Order, query: ListQuery): Promise<Listed> {
    const [rows, counted] = await Promise.all([
      this.#rows(filter, order, query),
      query.facets === 'true' ? this.#count(filter) : undefined,
    ]);
    const page = rows.slice(0, query.limit);
    const last = rows.length > page.length ? page.at(-1) : undefined;
    return {
      items: page.map(cardOf),
      ...(last && { nextCursor: writeCursor({ order, key: keyOf(last, order), id: last._id }) }),
      ...counted,
    };
  }

  async #rows(filter: Filter, order: Order, { cursor, limit }: ListQuery): Promise<Row[]> {
    const after = cursor === undefined ? undefined : afterPosition(readCursor(cursor));
    if (order === 'relevance') return await this.#ranked(filter, after, limit + 1);
    return await this.#products
      .find(after ? { $and: [filter, after] } : filter)
      .select({ ...cardFields, titleKey: 1 })
      .sort(sorts[order])
      .limit(limit + 1)
      .lean<Row[]>();
  }

  async #ranked(filter: Filter, after: Filter | undefined, limit: number): Promise<Row[]> {
    const stages: PipelineStage[] = [
      { $match: filter },
      { $project: { ...cardFields, images: { $slice: ['$images', 1] }, score: { $meta: 'textScore' } } },
      ...(after ? [{ $match: after }] : []),
      { $sort: sorts.relevance },
      { $limit: limit },
    ];
    return await this.#products.aggregate<Row>(stages);
  }

  async #count(filter: Filter): Promise<{ facets: Facets; total: number }> {
    const [counts] = await this.#products.aggregate<unknown>([{ $match: filter }, ...facetStages]);
    return facetsOf(counts);
  }

  /**
   * @returns every category with products on offer, parents before their children
   */
  async categories(): Promise<Category[]> {
    const found = await this.#products.aggregate<{ _id: string; count: number }>([
      { $match: { status: 'active', shopClosed: { $ne: true } } },
      { $project: { categories: 1 } },
      { $unwind: '$categories' },
      { $group: { _id: '$categories', count: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    return found.map(({ _id, count }) => categoryOf(_id, count));
  }
}

function keyOf(row: Row, order: Order): string | number {
  if (order === 'title') return row.titleKey;
  if (order === 'relevance') return row.score ?? 0;
  return row.priceMin;
}
