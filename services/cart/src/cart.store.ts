import { randomUUID } from 'node:crypto';
import type { UserId } from '@credenza/contracts';
import {
  type Aggregates,
  Conflict,
  type Decision,
  NotFound,
  type Outboxed,
  outboxFields,
  StaleVersion,
} from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import { type Cart, type Change, cartIdOf, emptyCart, type StoredCart } from './cart.ts';
import { type GuestToken, guestCartId } from './guest-token.ts';
import type { LoadTerms } from './load-terms.ts';
import { closeFor, isOpen, mergeGuest } from './merge-guest.ts';
import { Lacking, type Pricing, pricedChange, repriced } from './pricing/priced-change.ts';
import { wantOf } from './pricing/want.ts';
import { applyProducts, type Product } from './product.ts';

const cartSchema = new Schema(
  {
    ...outboxFields,
    userId: String,
    lines: { type: [Schema.Types.Mixed], required: true },
    takenOrders: { type: [String], default: undefined },
    mergedCarts: { type: [String], default: undefined },
    keyedAdditions: { type: [Schema.Types.Mixed], default: undefined },
    takenOver: Schema.Types.Mixed,
    expiresAt: { type: Date, index: { expireAfterSeconds: 0 } },
    coupons: { type: [String], default: undefined },
    destination: Schema.Types.Mixed,
    choices: Schema.Types.Mixed,
    quote: Schema.Types.Mixed,
  },
  { collection: 'carts', versionKey: false, minimize: false },
).index({ 'lines.productId': 1 });

/**
 * @param db the service's database
 * @returns the model of carts
 */
export function cartModel(db: Connection): Model<Cart & Outboxed> {
  return db.model<Cart & Outboxed>('Cart', cartSchema);
}

/** How many carts are read and written at a time when a product changes. */
const batchSize = 100;

/** How many times a cart is priced anew because others have changed what is in it meanwhile. */
const maxAttempts = 50;

/** A rule: what a change makes of a cart; undefined when nothing is to be done. */
export type Decide = (cart: StoredCart) => Change | undefined;

/** A rule whose outcome is priced. */
type PricedRule = (cart: StoredCart, pricing: Pricing) => Decision<Cart> | undefined;

const pricedBy =
  (decide: Decide): PricedRule =>
  (cart, pricing) => {
    const change = decide(cart);
    return change && pricedChange(cart, change, pricing);
  };

/** How carts are priced: what finds out what counts, and the country that counts while a buyer has said none. */
export interface Prices {
  load: LoadTerms;
  home: string;
}

/** To a guest it is as if the cart were not there. */
class TakenOver extends Error {}

/** The carts of buyers and guests. */
export class Carts {
  readonly #carts: Aggregates<Cart>;
  readonly #guests: { expiry: () => Date; freshToken: () => GuestToken };
  readonly #prices: Prices;

  /**
   * @param carts the aggregates
   * @param guests when a guest cart that changes now is forgotten, and what makes tokens
   * @param prices how carts are priced
   */
  constructor(carts: Aggregates<Cart>, guests: { expiry: () => Date; freshToken: () => GuestToken }, prices: Prices) {
    this.#carts = carts;
    this.#guests = guests;
    this.#prices = prices;
  }

  /**
   * @param userId a user
   * @returns the user's cart, version 0 when it was never filled
   */
  async ofUser(userId: UserId): Promise<StoredCart> {
    const cartId = cartIdOf(userId);
    return (await this.#carts.find(cartId)) ?? emptyCart(cartId, userId);
  }

  /**
   * @param token a guest's token
   * @returns the cart that it opens, version 0 when it was never filled; undefined while somebody takes it over
   */
  async ofGuest(token: GuestToken): Promise<StoredCart | undefined> {
    const cartId = guestCartId(token);
    const cart = (await this.#carts.find(cartId)) ?? emptyCart(cartId);
    return isOpen(cart) ? cart : undefined;
  }

  /**
   * Changes a user's cart; the first change makes it.
   *
   * @param userId whose
   * @param decide the rule
   * @param ifVersion refuse unless the cart has this version
   * @returns the cart after it
   * @throws StaleVersion; whatever the rule throws
   */
  async changeOfUser(userId: UserId, decide: Decide, ifVersion?: number): Promise<StoredCart> {
    const cartId = cartIdOf(userId);
    return await this.#priced(async (pricing) => {
      for (;;) {
        const changed = await this.#change(cartId, pricedBy(decide), pricing, ifVersion);
        if (changed) return changed;
        const created = await this.#create(emptyCart(cartId, userId), decide, pricing, ifVersion);
        if (created) return created;
      }
    });
  }

  /**
   * Changes a guest's cart; the first change makes it. Two tabs that show the same token share a cart from the very first change
   * on. A cart that somebody takes over is no guest's any more: the change makes another one then, with a fresh token.
   *
   * @param shown the guest's token; without one the change makes a cart of its own
   * @param decide the rule
   * @param ifVersion refuse unless the cart has this version
   * @returns the cart after it, and the token that opens it
   * @throws StaleVersion; whatever the rule throws
   */
  async changeOfGuest(
    shown: GuestToken | undefined,
    decide: Decide,
    ifVersion?: number,
  ): Promise<{ cart: StoredCart; token: GuestToken }> {
    const byGuest = this.#byGuest(decide);
    return await this.#priced(async (pricing) => {
      for (let token = shown ?? this.#guests.freshToken(); ; ) {
        const cartId = guestCartId(token);
        const changed = await this.#change(cartId, pricedBy(byGuest), pricing, ifVersion);
        if (changed) return { cart: changed, token };
        const created = await this.#create(emptyCart(cartId), byGuest, pricing, ifVersion);
        if (created) return { cart: created, token };
        if (!(await this.#isThere(cartId))) token = this.#guests.freshToken();
      }
    });
  }

  /**
   * Prices a cart anew with what counts now, so that nobody is shown what is not true any more.
   *
   * @param cart the cart as it was read
   * @returns the cart, in a newer version when it costs something else
   */
  async refresh(cart: StoredCart): Promise<StoredCart> {
    if (cart.lines.length === 0) return cart;
    const { load, home } = this.#prices;
    const terms = await load([wantOf(cart, home)]);
    if (!repriced(cart, { terms, home })) return cart;
    const changed = await this.#priced((pricing) =>
      this.#change(cart._id, (now, known) => (isOpen(now) ? repriced(now, known) : undefined), pricing),
    );
    return changed ?? cart;
  }

  /**
   * Moves a guest's cart into a user's. First the guest's cart is closed in the user's name, then its lines are taken in, then it goes:
   * a repetition after a crash goes on where the first run stopped, and two at once count once.
   *
   * @param userId who has signed in
   * @param token the guest's token
   * @returns the user's cart after it; undefined when the token opens no cart
   */
  async merge(userId: UserId, token: GuestToken): Promise<StoredCart | undefined> {
    const guestId = guestCartId(token);
    const guest = await this.changeIfThere(guestId, (cart) => closeFor(cart, { id: randomUUID(), by: userId }));
    if (guest?.takenOver?.by !== userId) return undefined;
    const { id } = guest.takenOver;
    const cart = await this.changeOfUser(userId, (mine) => mergeGuest(mine, guest, id));
    await this.#carts.model.deleteOne({ _id: guestId, 'takenOver.id': id });
    return cart;
  }

  /**
   * Forgets a user's cart, and guests' carts that the user was about to take over.
   *
   * @param userId whose
   * @returns how many carts there were
   */
  async forget(userId: UserId): Promise<number> {
    const own = { $or: [{ _id: cartIdOf(userId) }, { 'takenOver.by': userId }] };
    return (await this.#carts.model.deleteMany(own)).deletedCount;
  }

  /**
   * Tells every cart that knows an older version of a product about it, in batches.
   *
   * @param product the newest that is known
   */
  async tell(product: Product): Promise<void> {
    const holding = this.#carts.model
      .find({ lines: { $elemMatch: { productId: product.productId, productVersion: { $lt: product.version } } } })
      .select('-outbox -outboxLease')
      .lean<StoredCart[]>()
      .cursor({ batchSize });
    let batch: StoredCart[] = [];
    for await (const cart of holding) {
      batch.push(cart);
      if (batch.length < batchSize) continue;
      await this.#tellBatch(batch, product);
      batch = [];
    }
    await this.#tellBatch(batch, product);
  }

  /** What counts is asked for the whole batch; carts that somebody changes meanwhile ask for themselves. */
  async #tellBatch(batch: StoredCart[], product: Product): Promise<void> {
    const { load, home } = this.#prices;
    const decide: Decide = (cart) => applyProducts(cart, [product]);
    const wants = batch.flatMap((cart) => {
      const lines = decide(cart)?.state.lines;
      return lines ? [wantOf({ ...cart, lines }, home)] : [];
    });
    if (wants.length === 0) return;
    const pricing = { terms: await load(wants), home };
    try {
      await this.#carts.changeMany(batch, (cart) => pricedBy(decide)(cart, pricing));
    } catch (error) {
      if (!(error instanceof Lacking)) throw error;
      for (const { _id } of batch) await this.changeIfThere(_id, decide);
    }
  }

  /**
   * Changes a cart for another reason than its owner's wish.
   *
   * @param cartId the cart
   * @param decide the rule
   * @returns the cart after it; undefined when it is gone
   */
  async changeIfThere(cartId: string, decide: Decide): Promise<StoredCart | undefined> {
    return await this.#priced((pricing) => this.#change(cartId, pricedBy(decide), pricing));
  }

  /** Decides without terms first, and learns from that which are wanted; a cart that changes meanwhile may want others. */
  async #priced<Result>(run: (pricing: Pricing) => Promise<Result>): Promise<Result> {
    const { load, home } = this.#prices;
    let pricing: Pricing = { home };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(pricing);
      } catch (error) {
        if (!(error instanceof Lacking)) throw error;
        if (attempt === maxAttempts) throw new Conflict('The cart is being changed by too many at once. Try again.');
        pricing = { terms: await load([error.want]), home };
      }
    }
  }

  #byGuest(decide: Decide): Decide {
    return (cart) => {
      if (!isOpen(cart)) throw new TakenOver();
      const change = decide(cart);
      return change && { ...change, state: { ...change.state, expiresAt: this.#guests.expiry() } };
    };
  }

  /** Changes a cart; undefined when there is none to change. */
  async #change(
    cartId: string,
    rule: PricedRule,
    pricing: Pricing,
    ifVersion?: number,
  ): Promise<StoredCart | undefined> {
    let refusal: unknown;
    const noting = (cart: StoredCart) => {
      try {
        return rule(cart, pricing);
      } catch (error) {
        refusal = error;
        throw error;
      }
    };
    try {
      return await this.#carts.change(cartId, noting, { ifVersion });
    } catch (error) {
      // The rule's own NotFound (a line) is about a cart that was there. To look again would not tell: whoever fills or removes
      // the cart meanwhile may have been faster.
      if (error instanceof TakenOver || (error instanceof NotFound && error !== refusal)) return undefined;
      throw error;
    }
  }

  async #isThere(cartId: string): Promise<boolean> {
    const cart = await this.#carts.find(cartId);
    return cart !== undefined && isOpen(cart);
  }

  /** Makes a cart by its first change; undefined when somebody else was faster. */
  async #create(
    empty: StoredCart,
    decide: Decide,
    pricing: Pricing,
    ifVersion?: number,
  ): Promise<StoredCart | undefined> {
    if (ifVersion !== undefined && ifVersion !== 0) throw new StaleVersion(0);
    const decision = pricedBy(decide)(empty, pricing);
    if (!decision) return empty;
    const { _id, version: _version, ...state } = { ...empty, ...decision.state };
    const created = await this.#carts.create(_id, { ...state, lines: decision.state.lines ?? [] }, decision.facts);
    return created ? { ...empty, ...decision.state, version: 1 } : undefined;
  }
}
