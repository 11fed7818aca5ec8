import { newId, ProductId, type UserId, VariantId } from '@credenza/contracts';
import {
  type Aggregates,
  Conflict,
  type Decision,
  isDuplicateKey,
  NotFound,
  StaleVersion,
} from '@credenza/service-kit';
import type { Levels } from './levels.ts';
import { handleOf, type ProductInput } from './product.ts';
import { newProduct, type Revision, remove, revise } from './product-change.ts';
import { onOffer, type Product, type StoredProduct } from './product-state.ts';
import type { Shops } from './shop.store.ts';
import { followShop, type Shop } from './shop.ts';
import type { Stocks } from './stock.store.ts';
import { openingLevels, planVariants, type VariantPlan, type WantedVariant } from './variants.ts';

/** Who sells. */
export interface Seller {
  id: UserId;
  name: string;
}

/** What a product that exists already shall become. */
export type WantedProduct = Omit<ProductInput, 'variants'> & { variants: WantedVariant[] };

export type UpsertOutcome = { outcome: 'created' | 'updated' | 'unchanged'; productId: ProductId };

const maxAttempts = 50;

/** The products, and every command that changes them. */
export class Products {
  readonly aggregates: Aggregates<Product>;
  readonly #stocks: Stocks;
  readonly #shops: Shops;
  readonly #now: () => Date;
  readonly #written: (productId: string) => void;

  /**
   * @param parts the aggregates, the stock, the shops, the clock, and who is told at once about every write (the caches)
   */
  constructor(parts: {
    aggregates: Aggregates<Product>;
    stocks: Stocks;
    shops: Shops;
    now: () => Date;
    written: (productId: string) => void;
  }) {
    this.aggregates = parts.aggregates;
    this.#stocks = parts.stocks;
    this.#shops = parts.shops;
    this.#now = parts.now;
    this.#written = parts.written;
  }

  /**
   * @param productId a product
   * @param sellerId only when it is this seller's; missing means anybody's
   * @returns the product
   * @throws NotFound when there is none, it is deleted, or it is somebody else's
   */
  async get(productId: string, sellerId?: string): Promise<StoredProduct> {
    const product = await this.aggregates.get(productId);
    if (product.status === 'deleted' || (sellerId !== undefined && product.sellerId !== sellerId))
      throw new NotFound('product');
    return product;
  }

  /**
   * Puts a new product into a seller's range. A handle made from the title gets a number when the seller has such a product.
   *
   * @param seller whose
   * @param input what it is
   * @returns the product
   * @throws Conflict when the seller has a product with the given handle
   */
  async create(seller: Seller, input: ProductInput): Promise<StoredProduct> {
    const base = handleOf(input);
    for (let number = 1; number <= maxAttempts; number += 1) {
      const handle = number === 1 ? base : `${base}-${number}`;
      const created = await this.#insert(seller, { ...input, handle });
      if (created) return created;
      if (input.handle !== undefined) break;
    }
    throw new Conflict(`You have a product with the handle ${base} already.`);
  }

  /**
   * Makes a seller's product with this handle be what the input says, whether it exists or not; variants are matched by
   * their option values. The same input again writes and tells nothing.
   *
   * @param sellerId whose
   * @param sellerName the seller's public name
   * @param input what it is; its handle (or the one made from its title) says which product
   * @param adapt combines the input with a product that exists already; without it the input replaces everything
   * @returns what had to be done, and the product's id
   * @throws Conflict when a variant would have fewer pieces than orders hold
   */
  async upsertByHandle(
    sellerId: UserId,
    sellerName: string,
    input: ProductInput,
    adapt: (present: StoredProduct) => WantedProduct = () => input,
  ): Promise<UpsertOutcome> {
    const handle = handleOf(input);
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      // Looking first costs two reads, and most of a file that comes again has not changed.
      const { productId, outcome } = await this.previewUpsert(sellerId, sellerName, input, adapt);
      if (productId === undefined) {
        const created = await this.#insert({ id: sellerId, name: sellerName }, { ...input, handle });
        if (created) return { outcome: 'created', productId: ProductId.parse(created._id) };
        continue; // somebody was faster
      }
      if (outcome === 'unchanged') return { outcome, productId };
      const { changed } = await this.#changeVariants(productId, (before) => ({
        ...adapt(before),
        handle,
        sellerName,
      }));
      return { outcome: changed ? 'updated' : 'unchanged', productId };
    }
    throw new Conflict(`The product ${handle} is being changed by too many at once. Try again.`);
  }

  /**
   * Says what `upsertByHandle` would do, without doing it.
   *
   * @param sellerId whose
   * @param sellerName the seller's public name
   * @param input what it is
   * @param adapt as there
   * @returns the outcome to expect, and the product's id when there is one
   */
  async previewUpsert(
    sellerId: UserId,
    sellerName: string,
    input: ProductInput,
    adapt: (present: StoredProduct) => WantedProduct = () => input,
  ): Promise<Pick<UpsertOutcome, 'outcome'> & Partial<UpsertOutcome>> {
    const handle = handleOf(input);
    const present = await this.aggregates.model
      .findOne({ sellerId, handle, live: true })
      .select('-outbox -outboxLease')
      .lean<StoredProduct>();
    if (!present) return { outcome: 'created' };
    const levels = await this.#stocks.levelsOf(present._id);
    const { variants: wanted, ...details } = adapt(present);
    const plan = planVariants(present.variants, levels, wanted, () => newId(VariantId));
    const revision = { ...details, handle, sellerName, variants: plan.variants };
    const stockSet = plan.restocked.length > 0;
    const change = revise(present, revision, { levels, stockSet, now: this.#now() });
    return { outcome: change ? 'updated' : 'unchanged', productId: ProductId.parse(present._id) };
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
    return await this.#change(
      productId,
      (product, levels) => revise(product, revision, { levels, now: this.#now() }),
      options,
    );
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
   * Gives a product other variants; those whose combination of options stays keep their ids and holds.
   *
   * @param productId the product
   * @param wanted the options and variants as they shall be
   * @param options `ifVersion`
   * @returns the product afterwards
   * @throws NotFound, StaleVersion; Conflict when a variant would have fewer pieces than orders hold
   */
  async replaceVariants(
    productId: string,
    wanted: Pick<ProductInput, 'options' | 'variants'>,
    options: { ifVersion?: number } = {},
  ): Promise<StoredProduct> {
    const { product } = await this.#changeVariants(productId, () => wanted, options);
    return product;
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

  async #insert(seller: Seller, input: ProductInput): Promise<StoredProduct | undefined> {
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

  async #changeVariants(
    productId: string,
    wantedOf: (before: StoredProduct) => Omit<Revision, 'variants'> & { variants: WantedVariant[] },
    options: { ifVersion?: number } = {},
  ): Promise<{ product: StoredProduct; changed: boolean }> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const before = await this.get(productId);
      if (options.ifVersion !== undefined && options.ifVersion !== before.version)
        throw new StaleVersion(before.version);
      const { variants: wanted, ...revision } = wantedOf(before);
      const plan = planVariants(before.variants, await this.#stocks.levelsOf(productId), wanted, () =>
        newId(VariantId),
      );
      await this.#stocks.open({ productId, sellerId: before.sellerId }, plan.opened);
      const stockSet = await this.#restock(before, plan);
      const levels = await this.#stocks.levelsOf(productId);
      const product = await this.#writeAt(before.version, productId, (present) =>
        revise(present, { ...revision, variants: plan.variants }, { levels, stockSet, now: this.#now() }),
      );
      if (!product) {
        await this.#stocks.close(plan.opened.map(({ variantId }) => variantId));
        continue;
      }
      await this.#stocks.close(plan.closed);
      this.#written(productId);
      return { product, changed: product.version !== before.version };
    }
    throw new Conflict('The product is being changed by too many at once. Try again.');
  }

  async #restock(product: StoredProduct, plan: VariantPlan): Promise<boolean> {
    for (const { variantId, onHand, lowStockThreshold } of plan.restocked) {
      if (onHand !== undefined && !(await this.#stocks.set(variantId, onHand))) {
        const title = product.variants.find((variant) => variant.variantId === variantId)?.title;
        throw new Conflict(`Orders hold more than ${onHand} pieces of ${product.title} (${title}).`);
      }
      if (lowStockThreshold !== undefined) await this.#stocks.setThreshold(variantId, lowStockThreshold);
    }
    return plan.restocked.length > 0;
  }

  /** Reads the product before its stock: whoever tells about a newer stock has then changed the version, and we decide anew. */
  async #change(
    productId: string,
    decide: (product: StoredProduct, levels: Levels) => Decision<Product> | undefined,
    options: { ifVersion?: number } = {},
  ): Promise<StoredProduct> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const before = await this.get(productId);
      if (options.ifVersion !== undefined && options.ifVersion !== before.version)
        throw new StaleVersion(before.version);
      const levels = await this.#stocks.levelsOf(productId);
      const product = await this.#writeAt(before.version, productId, (present) => decide(present, levels));
      if (!product) continue;
      this.#written(productId);
      return product;
    }
    throw new Conflict('The product is being changed by too many at once. Try again.');
  }

  async #writeAt(
    ifVersion: number,
    productId: string,
    decide: (product: StoredProduct) => Decision<Product> | undefined,
  ): Promise<StoredProduct | undefined> {
    try {
      return await this.aggregates.change(productId, decide, { ifVersion });
    } catch (error) {
      if (error instanceof StaleVersion) return undefined;
      if (isDuplicateKey(error)) throw new Conflict('You have another product with this handle.');
      throw error;
    }
  }
}
