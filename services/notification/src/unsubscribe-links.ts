import { createHmac, timingSafeEqual } from 'node:crypto';
import { UserId } from '@credenza/contracts';
import { type Kind, kindNames, rulesOf } from './kinds.ts';

/** What a link in a mail switches off. */
export interface Unsubscription {
  userId: UserId;
  kinds: Kind[];
}

/** Makes the links that switch a kind's mails off without a login, and knows its own. */
export class UnsubscribeLinks {
  readonly #secret: string;
  readonly #shop: string;

  /**
   * @param secret NOTIFICATION_SECRET, the same in every replica
   * @param shop where the marketplace is, without a slash at its end
   */
  constructor(secret: string, shop: string) {
    this.#secret = secret;
    this.#shop = shop;
  }

  /**
   * @param userId who gets the mail
   * @param kinds what the mail is about
   * @returns the address; undefined when none of it can be switched off
   */
  url(userId: string, kinds: Kind[]): string | undefined {
    const loose = kinds.filter((kind) => !rulesOf(kind).fixed);
    if (loose.length === 0) return undefined;
    const claim = [userId, ...loose].join('~');
    return `${this.#shop}/api/notifications/unsubscribe/${claim}~${this.#sign(claim)}`;
  }

  /**
   * @param token the last part of an address; anything
   * @returns what it switches off; undefined when it is none of ours
   */
  read(token: string): Unsubscription | undefined {
    const end = token.lastIndexOf('~');
    const [claim, signature] = [token.slice(0, end), token.slice(end + 1)];
    const [given, own] = [Buffer.from(signature), Buffer.from(this.#sign(claim))];
    if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
    const [user, ...named] = claim.split('~');
    const userId = UserId.safeParse(user);
    const kinds = kindNames.filter((kind) => named.includes(kind) && !rulesOf(kind).fixed);
    return userId.success && kinds.length > 0 ? { userId: userId.data, kinds } : undefined;
  }

  #sign(claim: string): string {
    return createHmac('sha256', this.#secret).update(`unsubscribe ${claim}`).digest('base64url');
  }
}
