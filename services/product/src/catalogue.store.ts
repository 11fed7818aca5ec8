import type { Currency } from '@credenza/contracts';
import type { Aggregates } from '@credenza/service-kit';
import { type CardSource, cardFields, cardOf, type ProductCard } from './card-view.ts';
import { type Categories, rulesBy } from './category.store.ts';
import { type Category, categoryOf } from './category.ts';
import { type Order, type Position, readCursor, writeCursor, wrongCursor } from './cursor.ts';
import type { Facets } from './facets.ts';
import { afterPosition, type BrowseOrder, filterOf, onShow, sorts } from './list-filter.ts';
import type { ListQuery } from './list-query.ts';
import type { Product } from './product-state.ts';
import type { SearchIndex } from './search-index.ts';
import { pageOfHits, sortKeyOf } from './search-order.ts';
import type { ShopFacetChoices } from './shop-facets.store.ts';

export interface Listed {
  items: ProductCard[];
  nextCursor?: string | undefined;
  total?: number | undefined;
  facets?: Facets | undefined;
}

type Row = CardSource & Pick<Product, 'titleKey' | 'ratingKey'>;

/** Reads the public catalogue: what is only browsed from the database, what is searched or counted from the index. */
export class Catalogue {
  readonly #products: Aggregates<Product>['model'];
  readonly #index: SearchIndex;
  readonly #refresh: () => Promise<void>;
  readonly #categories: Categories;
  readonly #shopFacets: ShopFacetChoices;

  /**
   * @param products the products
   * @param search the index, and how to bring it up to date
   * @param about the tree of categories, and the filters that shops have chosen
   */
  constructor(
    products: Aggregates<Product>,
    search: { index: SearchIndex; refresh: () => Promise<void> },
    about: { categories: Categories; shopFacets: ShopFacetChoices },
  ) {
    this.#products = products.model;
    this.#index = search.index;
    this.#refresh = search.refresh;
    this.#categories = about.categories;
    this.#shopFacets = about.shopFacets;
  }

  /**
   * One page of the products on offer.
   *
   * @param query what is asked for
   * @returns cards, the cursor of the next page, and the facets when they are asked for
   * @throws Invalid for a cursor of another list
   */
  async list(query: ListQuery): Promise<Listed> {
    const { q, sort, facets } = query;
    const order = sort === undefined || (sort === 'relevance' && q === undefined) ? usual(q) : sort;
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    if (after && after.order !== order) throw wrongCursor();
    if (q !== undefined || facets === 'true' || order === 'relevance') return await this.#search(query, order, after);
    return await this.#browse(query, order, after);
  }

  /**
   * Completes what somebody is typing.
   *
   * @param q what is there so far
   * @param limit how many of each kind
   * @returns products and categories, the best first
   */
  async suggest(q: string, limit: number): Promise<{ products: ProductCard[]; categories: string[] }> {
    await this.#refresh();
    const { products, categories } = this.#index.suggest(q, limit);
    return { products: await this.#cards(products.map(({ id }) => id)), categories };
  }

  async #browse(query: ListQuery, order: BrowseOrder, position: Position | undefined): Promise<Listed> {
    const filter = filterOf(query);
    const rows = await this.#products
      .find(position ? { $and: [filter, afterPosition(order, position)] } : filter)
      .select({ ...cardFields, titleKey: 1, ratingKey: 1 })
      .sort(sorts[order])
      .limit(query.limit + 1)
      .lean<Row[]>();
    const page = rows.slice(0, query.limit);
    const last = rows.length > page.length ? page.at(-1) : undefined;
    const key = last && keyIn(last, order);
    return {
      items: page.map((row) => cardOf(row, query.currency)),
      ...(last && { nextCursor: writeCursor({ order, key: key ?? 0, id: last._id }) }),
    };
  }

  async #search(query: ListQuery, order: Order, after: Position | undefined): Promise<Listed> {
    await this.#refresh();
    const { sellerId } = query;
    const chosen = sellerId && query.facets === 'true' ? await this.#shopFacets.of(sellerId) : undefined;
    const { hits, total, facets } = this.#index.find(query, chosen);
    const found = pageOfHits(hits, order, { limit: query.limit, after });
    const page = found.slice(0, query.limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      items: await this.#cards(
        page.map(({ row }) => row.id),
        query.currency,
      ),
      ...(last && { nextCursor: writeCursor({ order, key: sortKeyOf(last, order), id: last.row.id }) }),
      ...(facets && { facets, total }),
    };
  }

  async #cards(ids: string[], currency?: Currency): Promise<ProductCard[]> {
    const rows = await this.#products
      .find({ _id: { $in: ids }, ...onShow })
      .select(cardFields)
      .lean<CardSource[]>();
    const byId = new Map(rows.map((row) => [row._id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row ? [cardOf(row, currency)] : [];
    });
  }

  /**
   * @returns every category with products on offer or that the marketplace looks after, parents before their children
   */
  async categories(): Promise<Category[]> {
    const found = await this.#products.aggregate<{ _id: string; count: number }>([
      { $match: onShow },
      { $project: { categories: 1 } },
      { $unwind: '$categories' },
      { $group: { _id: '$categories', count: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    const managed = await this.#categories.all();
    const counts = new Map(found.map(({ _id, count }) => [_id, count]));
    const slugs = new Map(managed.map(({ path, slug }) => [path, slug]));
    const rulesFor = rulesBy(managed);
    const paths = [...new Set([...counts.keys(), ...slugs.keys()])].sort();
    return paths.map((path) =>
      categoryOf(path, counts.get(path) ?? 0, { slug: slugs.get(path), attributes: rulesFor(path) }),
    );
  }
}

function usual(q: string | undefined): Order {
  return q === undefined ? 'newest' : 'relevance';
}

function keyIn(row: Row, order: BrowseOrder): string | number {
  if (order === 'title') return row.titleKey;
  return order === 'rating' ? (row.ratingKey ?? 0) : row.priceMin;
}
