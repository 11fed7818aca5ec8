import { randomUUID } from 'node:crypto';
import type { UserId } from '@credenza/contracts';
import {
  type Aggregates,
  type Decision,
  NotFound,
  type Outboxed,
  outboxFields,
  StaleVersion,
} from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import { type Cart, cartIdOf, emptyCart, type StoredCart } from './cart.ts';
import { type GuestToken, guestCartId } from './guest-token.ts';
import { closeFor, isOpen, mergeGuest } from './merge-guest.ts';
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

/** A rule: what a change makes of a cart; undefined when nothing is to be done. */
export type Decide = (cart: StoredCart) => Decision<Cart> | undefined;

/** To a guest it is as if the cart were not there. */
class TakenOver extends Error {}

/** The carts of buyers and guests. */
export class Carts {
  readonly #carts: Aggregates<Cart>;
  readonly #guests: { expiry: () => Date; freshToken: () => GuestToken };

  /**
   * @param carts the aggregates
   * @param guests when a guest cart that changes now is forgotten, and what makes tokens
   */
  constructor(carts: Aggregates<Cart>, guests: { expiry: () => Date; freshToken: () => GuestToken }) {
    this.#carts = carts;
    this.#guests = guests;
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
    for (;;) {
      const changed = await this.#change(cartId, decide, ifVersion);
      if (changed) return changed;
      const created = await this.#create(emptyCart(cartId, userId), decide, ifVersion);
      if (created) return created;
    }
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
    for (let token = shown ?? this.#guests.freshToken(); ; ) {
      const cartId = guestCartId(token);
      const changed = await this.#change(cartId, byGuest, ifVersion);
      if (changed) return { cart: changed, token };
      const created = await this.#create(emptyCart(cartId), byGuest, ifVersion);
      if (created) return { cart: created, token };
      if (!(await this.#isThere(cartId))) token = this.#guests.freshToken();
    }
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
    const guest = await this.#change(guestId, (cart) => closeFor(cart, { id: randomUUID(), by: userId }));
    if (guest?.takenOver?.by !== userId) return undefined;
    const { id } = guest.takenOver;
    const cart = await this.changeOfUser(userId, (mine) => mergeGuest(mine, guest, id));
    await this.#carts.model.deleteOne({ _id: guestId, 'takenOver.id': id });
    return cart;
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
      await this.#carts.changeMany(batch, (one) => applyProducts(one, [product]));
      batch = [];
    }
    await this.#carts.changeMany(batch, (one) => applyProducts(one, [product]));
  }

  /**
   * Changes a cart for another reason than its owner's wish.
   *
   * @param cartId the cart
   * @param decide the rule
   * @returns the cart after it; undefined when it is gone
   */
  async changeIfThere(cartId: string, decide: Decide): Promise<StoredCart | undefined> {
    return await this.#change(cartId, decide);
  }

  #byGuest(decide: Decide): Decide {
    return (cart) => {
      if (!isOpen(cart)) throw new TakenOver();
      const decision = decide(cart);
      return decision && { ...decision, state: { ...decision.state, expiresAt: this.#guests.expiry() } };
    };
  }

  /** Changes a cart; undefined when there is none to change. */
  async #change(cartId: string, decide: Decide, ifVersion?: number): Promise<StoredCart | undefined> {
    let refusal: unknown;
    const noting: Decide = (cart) => {
      try {
        return decide(cart);
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
  async #create(empty: StoredCart, decide: Decide, ifVersion?: number): Promise<StoredCart | undefined> {
    if (ifVersion !== undefined && ifVersion !== 0) throw new StaleVersion(0);
    const decision = decide(empty);
    if (!decision) return empty;
    const { _id, version: _version, ...state } = { ...empty, ...decision.state };
    const created = await this.#carts.create(_id, { ...state, lines: decision.state.lines ?? [] }, decision.facts);
    return created ? { ...empty, ...decision.state, version: 1 } : undefined;
  }
}
