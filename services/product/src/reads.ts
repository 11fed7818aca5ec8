import { type Currency, marketplaceCurrency } from '@credenza/contracts';
import { NotFound, type RawReply } from '@credenza/service-kit';
import { LRUCache } from 'lru-cache';
import type { Catalogue } from './catalogue.store.ts';
import type { Listener } from './change-feed.ts';
import type { ListQuery } from './list-query.ts';
import { pageOfProduct } from './page-view.ts';
import type { Products } from './product.store.ts';
import { type RenderedPage, rendered } from './rendered.ts';
import { ReplyCache } from './reply-cache.ts';
import type { SharedPages } from './shared-pages.ts';
import type { Stocks } from './stock.store.ts';

/** How old an answer may get, in ms: the change feed usually drops it long before. */
const pageAgeMs = 30_000;
const listAgeMs = 5_000;
/** The same while the feed is behind. */
const blindAgeMs = 2_000;

/** Where to read. */
export interface ReadParts {
  products: Products;
  stocks: Stocks;
  catalogue: Catalogue;
  shared: SharedPages;
}

/** The public reads, rendered once and kept as bytes until something changes. */
export class Reads implements Listener {
  readonly #parts: ReadParts;
  readonly #variantsOf = new WeakMap<RawReply, string[]>();
  readonly #pages: ReplyCache;
  readonly #lists: ReplyCache;
  readonly #upToDate: () => boolean;
  /** The other currencies that somebody has asked for, of the two hundred that there are. */
  readonly #currencies = new Set<Currency>();
  readonly #productOf = new LRUCache<string, string>({ max: 50_000 });

  /**
   * @param parts where to read
   * @param limits bytes of pages and lists to keep, and whether the change feed is up to date
   */
  constructor(parts: ReadParts, limits: { pageBytes: number; listBytes: number; upToDate: () => boolean }) {
    this.#parts = parts;
    this.#upToDate = limits.upToDate;
    this.#pages = new ReplyCache(
      limits.pageBytes,
      () => (limits.upToDate() ? pageAgeMs : blindAgeMs),
      (productId, reply) => this.#share(productId, reply),
    );
    this.#lists = new ReplyCache(limits.listBytes, () => (limits.upToDate() ? listAgeMs : blindAgeMs));
  }

  /**
   * @param productId a product
   * @param currency what its prices would best be in
   * @returns its public page
   * @throws NotFound unless it is on offer
   */
  async page(productId: string, currency: Currency = marketplaceCurrency): Promise<RawReply> {
    if (currency !== marketplaceCurrency) {
      this.#currencies.add(currency);
      const load = () => this.#loadPage(productId, this.#renderPage(productId, currency));
      return await this.#pages.get(keyIn(productId, currency), load);
    }
    return await this.#pages.get(productId, () => this.#loadPage(productId, this.#sharedPage(productId)));
  }

  /**
   * @param query what is asked for
   * @returns a page of the list
   */
  async list(query: ListQuery): Promise<RawReply> {
    return await this.#lists.get(keyOf(query), async () => rendered(await this.#parts.catalogue.list(query)));
  }

  /**
   * @param q what somebody has typed so far
   * @param limit how many suggestions of each kind
   * @returns products and categories to choose from
   */
  async suggestions(q: string, limit: number): Promise<RawReply> {
    return await this.#lists.get(JSON.stringify(['suggestions', q, limit]), async () =>
      rendered(await this.#parts.catalogue.suggest(q, limit)),
    );
  }

  /** @returns the tree of categories */
  async categories(): Promise<RawReply> {
    return await this.#lists.get('categories', async () =>
      rendered({ items: await this.#parts.catalogue.categories() }),
    );
  }

  /** Something that only lists show has changed; other replicas notice within five seconds. */
  forgetLists(): void {
    this.#lists.clear();
  }

  product(productId: string): void {
    this.#dropPage(productId);
    this.#lists.clear();
  }

  variant(variantId: string): void {
    const productId = this.#productOf.get(variantId);
    if (productId !== undefined) {
      this.#dropPage(productId);
      return;
    }
    // It may belong to a page that is just being rendered, or to one that another replica has kept.
    this.#pages.dropLoading();
    this.#parts.shared.hesitate();
  }

  gap(): void {
    this.#pages.clear();
    this.#lists.clear();
    this.#parts.shared.distrust();
  }

  #dropPage(productId: string): void {
    this.#pages.drop(productId);
    for (const currency of this.#currencies) this.#pages.drop(keyIn(productId, currency));
    this.#parts.shared.drop(productId);
  }

  async #sharedPage(productId: string): Promise<RenderedPage> {
    const page = (await this.#parts.shared.get(productId)) ?? (await this.#renderPage(productId));
    this.#variantsOf.set(page.reply, page.variantIds);
    return page;
  }

  async #loadPage(productId: string, loading: Promise<RenderedPage>): Promise<RawReply> {
    const { reply, variantIds } = await loading;
    for (const variantId of variantIds) this.#productOf.set(variantId, productId);
    return reply;
  }

  async #renderPage(productId: string, currency?: Currency): Promise<RenderedPage> {
    const { products, stocks } = this.#parts;
    const [product, levels] = await Promise.all([products.get(productId), stocks.levelsOf(productId)]);
    if (product.status !== 'active' || product.shopClosed) throw new NotFound('product');
    const reply = rendered(pageOfProduct(product, levels, { owned: false, currency }), product.version);
    return { reply, variantIds: [...levels.keys()] };
  }

  #share(productId: string, reply: RawReply): void {
    const variantIds = this.#variantsOf.get(reply);
    if (variantIds && this.#upToDate()) this.#parts.shared.keep(productId, { reply, variantIds });
  }
}

/** The same question in another spelling has the same key: zod has put the parameters into one order and form. */
function keyOf(query: ListQuery): string {
  return JSON.stringify(query);
}

/** Only pages in the marketplace's currency are shared, under the product's id alone. */
const keyIn = (productId: string, currency: Currency) => `${productId} ${currency}`;
