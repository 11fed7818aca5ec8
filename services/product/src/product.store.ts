import { type ImageId, newId, ProductId, type UserId, VariantId } from '@credenza/contracts';
import {
  type Aggregates,
  type Audit,
  type AuditEntry,
  Conflict,
  changeAudited,
  type Decision,
  isDuplicateKey,
  NotFound,
  StaleVersion,
} from '@credenza/service-kit';
import type { Categories } from './category.store.ts';
import type { Levels } from './levels.ts';
import { handleOf } from './product.ts';
import { type NewProduct, newProduct, type Revision, remove, revise } from './product-change.ts';
import type { Product, StoredProduct } from './product-state.ts';
import type { Rating } from './rating.ts';
import type { Shops } from './shop.store.ts';
import { followShop, type Shop } from './shop.ts';
import type { Stocks } from './stock.store.ts';
import { onOffer } from './variant.ts';
import { openingLevels, planVariants } from './variants.ts';

/** Who sells. */
export interface Seller {
  id: UserId;
  name: string;
}

const maxAttempts = 50;

/** The products, and the commands that change one without its stock. */
export class Products {
  readonly aggregates: Aggregates<Product>;
  readonly #stocks: Stocks;
  readonly #shops: Shops;
  readonly #categories: Categories;
  readonly #now: () => Date;
  readonly #written: (productId: string) => void;

  /**
   * @param parts the aggregates, the stock, the shops, the categories, the clock, and who is told at once about every write (the caches)
   */
  constructor(parts: {
    aggregates: Aggregates<Product>;
    stocks: Stocks;
    shops: Shops;
    categories: Categories;
    now: () => Date;
    written: (productId: string) => void;
  }) {
    this.aggregates = parts.aggregates;
    this.#stocks = parts.stocks;
    this.#shops = parts.shops;
    this.#categories = parts.categories;
    this.#now = parts.now;
    this.#written = parts.written;
  }

  /**
   * @param productId a product
   * @returns the product
   * @throws NotFound when there is none, or it is deleted
   */
  async get(productId: string): Promise<StoredProduct> {
    const product = await this.aggregates.get(productId);
    if (product.status === 'deleted') throw new NotFound('product');
    return product;
  }

  /**
   * @param sellerId a seller
   * @param handle a handle
   * @returns the seller's product with this handle
   */
  async withHandle(sellerId: UserId, handle: string): Promise<StoredProduct | undefined> {
    const found = await this.aggregates.model
      .findOne({ sellerId, handle, live: true })
      .select('-outbox -outboxLease')
      .lean<StoredProduct>();
    return found ?? undefined;
  }

  /**
   * @param after the last product of the page before; undefined for the first page
   * @param limit how many
   * @returns products that are not deleted, in the order of their ids
   */
  async page(after: string | undefined, limit: number): Promise<StoredProduct[]> {
    return await this.aggregates.model
      .find({ live: true, ...(after !== undefined && { _id: { $gt: after } }) })
      .select('-outbox -outboxLease')
      .sort({ _id: 1 })
      .limit(limit)
      .lean<StoredProduct[]>();
  }

  /**
   * @param productIds some products
   * @returns whose they are, by product; those that nobody knows are left out
   */
  async sellersOf(productIds: string[]): Promise<Map<string, UserId>> {
    const found = await this.aggregates.model
      .find({ _id: { $in: productIds } })
      .select('sellerId')
      .lean<{ _id: string; sellerId: UserId }[]>();
    return new Map(found.map(({ _id, sellerId }) => [_id, sellerId]));
  }

  /**
   * @param imageIds uploaded pictures
   * @returns those that a product shows
   */
  async showing(imageIds: ImageId[]): Promise<Set<ImageId>> {
    const found = await this.aggregates.model
      .find({ uploads: { $in: imageIds } })
      .select('uploads')
      .lean<{ uploads: ImageId[] }[]>();
    const shown = new Set(found.flatMap(({ uploads }) => uploads));
    return new Set(imageIds.filter((imageId) => shown.has(imageId)));
  }

  /**
   * Puts a new product into a seller's range. A handle made from the title gets a number when the seller has such a product.
   *
   * @param seller whose
   * @param input what it is
   * @returns the product
   * @throws Conflict when the seller has a product with the given handle
   */
  async create(seller: Seller, input: NewProduct): Promise<StoredProduct> {
    const base = handleOf(input);
    for (let number = 1; number <= maxAttempts; number += 1) {
      const handle = number === 1 ? base : `${base}-${number}`;
      const created = await this.insert(seller, { ...input, handle });
      if (created) return created;
      if (input.handle !== undefined) break;
    }
    throw new Conflict(`You have a product with the handle ${base} already.`);
  }

  /**
   * Puts a new product into a seller's range.
   *
   * @param seller whose
   * @param input what it is, with its handle
   * @returns the product; undefined when the seller has one with this handle
   * @throws Invalid when its attributes do not fit its category
   */
  async insert(seller: Seller, input: NewProduct & { handle: string }): Promise<StoredProduct | undefined> {
    await this.#categories.check(undefined, input);
    const productId = newId(ProductId);
    const plan = planVariants([], new Map(), input.variants, () => newId(VariantId));
    // The counters come first: a product must never be on offer without them. Should the second write fail, nobody knows their ids.
    const opening = this.#stocks.open({ productId, sellerId: seller.id }, plan.opened);
    const [shop] = await Promise.all([this.#shops.find(seller.id), opening]);
    const levels = openingLevels(plan.opened);
    const about = {
      productId,
      sellerId: seller.id,
      sellerName: shop?.name ?? seller.name,
      ...(shop && !shop.open && { shopClosed: true as const }),
      variants: plan.variants,
      levels,
      now: this.#now(),
    };
    const { state, facts } = newProduct(input, about);
    const created = await this.aggregates.create(productId, state, facts);
    if (!created) {
      await this.#stocks.close(plan.opened.map(({ variantId }) => variantId));
      return undefined;
    }
    this.#written(productId);
    return (await this.#keepInStep(productId, seller.id, shop)) ?? { ...state, _id: productId, version: 1 };
  }

  /**
   * Changes what is said about a product.
   *
   * @param productId the product
   * @param revision the fields that get another value
   * @param options `ifVersion`: refuse when the stored version is another one
   * @returns the product afterwards
   * @throws NotFound, StaleVersion; Conflict when the seller has another product with the new handle
   */
  async edit(productId: string, revision: Revision, options: { ifVersion?: number } = {}): Promise<StoredProduct> {
    if ('attributes' in revision || 'category' in revision)
      await this.checkAttributes(await this.get(productId), revision);
    return await this.#change(
      productId,
      (product, levels) => revise(product, revision, { levels, now: this.#now() }),
      options,
    );
  }

  /**
   * Checks that a product goes on to fit its category.
   *
   * @param before the product as it is
   * @param revision the fields that get another value
   * @throws Invalid when its attributes break rules that they did not break before
   */
  async checkAttributes(before: StoredProduct, revision: Revision): Promise<void> {
    await this.#categories.check(before, { ...before, ...revision });
  }

  /**
   * Changes one variant without its stock.
   *
   * @param productId the product
   * @param variantId one of its variants on offer
   * @param fields the fields that get another value; undefined takes one away
   * @param options `ifVersion`
   * @returns the product afterwards
   * @throws NotFound, StaleVersion
   */
  async editVariant(
    productId: string,
    variantId: VariantId,
    fields: Partial<Omit<Product['variants'][number], 'variantId' | 'title' | 'options' | 'hidden'>>,
    options: { ifVersion?: number } = {},
  ): Promise<StoredProduct> {
    return await this.#change(
      productId,
      (product, levels) => {
        if (!onOffer(product).some((variant) => variant.variantId === variantId)) throw new NotFound('variant');
        const variants = product.variants.map((variant) =>
          variant.variantId === variantId ? { ...variant, ...fields } : variant,
        );
        return revise(product, { variants }, { levels, now: this.#now() });
      },
      options,
    );
  }

  /**
   * Tells everybody about stock that its seller has set, that has run out or that is back.
   *
   * @param productId the product
   * @param stockSet tell even when nothing ran out or came back
   * @returns the product afterwards; undefined when it is gone
   */
  async tellStock(productId: string, stockSet = false): Promise<StoredProduct | undefined> {
    try {
      return await this.#change(productId, (product, levels) =>
        revise(product, {}, { levels, stockSet, now: this.#now() }),
      );
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Changes a product that may be gone.
   *
   * @param productId the product
   * @param wish the fields that get another value, made from the product as it is; undefined for none
   * @returns the product afterwards; undefined when it is gone
   */
  async editIfThere(
    productId: string,
    wish: (product: StoredProduct) => Revision | undefined,
  ): Promise<StoredProduct | undefined> {
    try {
      return await this.#change(productId, (product, levels) => {
        const revision = wish(product);
        return revision && revise(product, revision, { levels, now: this.#now() });
      });
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Changes what a product costs, and records it in the audit log before.
   *
   * @param productId the product
   * @param wish the fields that get another value, made from the product as it is
   * @param options the log, and what to record; a repetition at the same version of the product is recorded once; `ifVersion`
   * @returns the product afterwards
   * @throws NotFound, StaleVersion; whatever the wish throws
   */
  async editAudited(
    productId: string,
    wish: (product: StoredProduct) => Revision,
    options: { audit: Audit; entry: Omit<AuditEntry, 'outcome' | 'key'>; ifVersion?: number | undefined },
  ): Promise<StoredProduct> {
    const { audit, entry, ifVersion: seen } = options;
    let levels: Levels = new Map();
    const source: Pick<Aggregates<Product>, 'get' | 'change'> = {
      get: async (id) => {
        const product = await this.get(id);
        levels = await this.#stocks.levelsOf(id);
        return product;
      },
      change: async (id, decide, { ifVersion } = {}) => {
        const product = await this.aggregates.change(id, decide, { ifVersion });
        this.#written(id);
        return product;
      },
    };
    const decide = (product: StoredProduct) => revise(product, wish(product), { levels, now: this.#now() });
    const entriesOf = ({ version }: StoredProduct) => [
      { ...entry, outcome: 'done' as const, key: `${productId}:${version}:${entry.act}` },
    ];
    return await changeAudited(source, productId, decide, { audit, entriesOf, ifVersion: seen });
  }

  /**
   * @param now the time
   * @param limit at most so many
   * @returns products with a price whose time has come or is over, the longest overdue first
   */
  async withDuePrices(now: Date, limit: number): Promise<string[]> {
    const due = this.aggregates.model.find({ nextPriceAt: { $lte: now } }).sort({ nextPriceAt: 1 });
    const found = await due.limit(limit).select('_id').lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /**
   * Brings the prices of a product to what they are now.
   *
   * @param productId the product
   * @returns the product afterwards; undefined when it is gone
   */
  async reprice(productId: string): Promise<StoredProduct | undefined> {
    return await this.editIfThere(productId, () => ({}));
  }

  /**
   * Says anew what the reviews of a product say together.
   *
   * @param productId the product; one that is gone is left alone
   * @param read counts the reviews; it is asked again when the product has changed meanwhile
   */
  async rate(productId: string, read: () => Promise<Rating | undefined>): Promise<void> {
    let rating: Rating | undefined;
    const decide = (product: StoredProduct, levels: Levels) =>
      revise(product, { rating }, { levels, now: this.#now() });
    const reading = async () => {
      rating = await read();
    };
    await this.#change(productId, decide, { reading }).catch((error: unknown) => {
      if (!(error instanceof NotFound)) throw error;
    });
  }

  /**
   * Deletes a product for good; its handle is free again.
   *
   * @param productId the product
   * @param options `ifVersion`
   * @throws NotFound, StaleVersion
   */
  async remove(productId: string, options: { ifVersion?: number } = {}): Promise<void> {
    await this.#change(productId, (product, levels) => remove(product, { levels, now: this.#now() }), options);
  }

  /**
   * Brings a product in step with its shop.
   *
   * @param productId the product
   * @param shop the shop
   * @returns the product afterwards; undefined when it is gone
   */
  async follow(productId: string, shop: Shop): Promise<StoredProduct | undefined> {
    try {
      return await this.#change(productId, (product, levels) => followShop(product, shop, levels));
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** A shop that closes at this moment may have looked for its products before this one was there. */
  async #keepInStep(productId: string, sellerId: string, known: Shop | undefined): Promise<StoredProduct | undefined> {
    let product: StoredProduct | undefined;
    for (let before = known; ; ) {
      const shop = await this.#shops.find(sellerId);
      if (!shop || shop.version === before?.version) return product;
      product = await this.follow(productId, shop);
      before = shop;
    }
  }

  /** Reads the product before its stock: whoever tells about a newer stock has then changed the version, and we decide anew. */
  async #change(
    productId: string,
    decide: (product: StoredProduct, levels: Levels) => Decision<Product> | undefined,
    options: { ifVersion?: number; reading?: () => Promise<void> } = {},
  ): Promise<StoredProduct> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const before = await this.get(productId);
      if (options.ifVersion !== undefined && options.ifVersion !== before.version)
        throw new StaleVersion(before.version);
      const levels = await this.#stocks.levelsOf(productId);
      await options.reading?.();
      const product = await this.changeAt(before, (present) => decide(present, levels));
      if (product) return product;
    }
    throw new Conflict('The product is being changed by too many at once. Try again.');
  }

  /**
   * Changes a product unless somebody else has, since it was read.
   *
   * @param before the product as it was read
   * @param decide the rule
   * @returns the product afterwards; undefined when it had another version by then
   * @throws Conflict when the seller has another product with the new handle; whatever the rule throws
   */
  async changeAt(
    before: StoredProduct,
    decide: (product: StoredProduct) => Decision<Product> | undefined,
  ): Promise<StoredProduct | undefined> {
    try {
      const product = await this.aggregates.change(before._id, decide, { ifVersion: before.version });
      this.#written(before._id);
      return product;
    } catch (error) {
      if (error instanceof StaleVersion) return undefined;
      if (isDuplicateKey(error)) throw new Conflict('You have another product with this handle.');
      throw error;
    }
  }
}
