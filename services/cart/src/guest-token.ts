import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CartId, idFromUuid } from '@credenza/contracts';

/** The header in which clients that keep no cookies send the same value. */
export const guestHeader = 'x-guest-cart';

/** What opens a guest's cart, and before it is filled makes it: 256 random bits known to the guest alone, and our signature. */
export type GuestToken = string;

/** Makes tokens, and knows its own: nobody else can think one up that would open a cart. */
export class GuestTokens {
  readonly #secret: string;

  /** @param secret GUEST_TOKEN_SECRET, the same in every replica */
  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @returns a fresh token that nobody can guess */
  fresh(): GuestToken {
    const random = randomBytes(32).toString('base64url');
    return `${random}.${this.#sign(random)}`;
  }

  /**
   * @param text what a caller sent; anything
   * @returns the token, or undefined when it is none of ours
   */
  read(text: unknown): GuestToken | undefined {
    const parts = typeof text === 'string' ? /^([\w-]{43})\.([\w-]{43})$/.exec(text) : null;
    const [token, random = '', signature = ''] = parts ?? [];
    return token && timingSafeEqual(Buffer.from(signature), Buffer.from(this.#sign(random))) ? token : undefined;
  }

  #sign(random: string): string {
    return createHmac('sha256', this.#secret).update(`guest cart ${random}`).digest('base64url');
  }
}

/**
 * The id of the cart that a token opens. It comes from the token's hash, which is all that is ever stored: whoever reads the
 * database or an id cannot open a cart with it.
 *
 * @param token the token
 * @returns the cart's id, whether the cart exists yet or not
 */
export function guestCartId(token: GuestToken): CartId {
  const hash = createHash('sha256').update(token).digest('hex');
  const uuid = hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return idFromUuid(CartId, uuid);
}
