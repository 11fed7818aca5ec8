import type { ProductId, UserId } from '@credenza/contracts';
import { Conflict, type Decision, Invalid, type Stored } from '@credenza/service-kit';

/** What a promotion gives; amounts in minor units, shares in hundredths of a percent. */
export type Benefit =
  | { kind: 'percentage'; basisPoints: number }
  | { kind: 'amount'; amount: number }
  | { kind: 'free-shipping' }
  /** Of every `buy + get` pieces, the `get` cheapest are free. */
  | { kind: 'buy-x-get-y'; buy: number; get: number };

/** An offer of a shop or of the marketplace. What it gives for what never changes: a cart that it is in can be sold as it was seen. */
export interface Promotion {
  /** The shop that makes and pays it; missing for one of the marketplace. */
  sellerId?: UserId | undefined;
  title: string;
  /** The coupon, in capitals; missing for a promotion that applies by itself. */
  code?: string | undefined;
  benefit: Benefit;
  /** For what: one of these categories (with everything below) or of these products; missing for everything. */
  categories?: string[] | undefined;
  productIds?: ProductId[] | undefined;
  /** The least that the goods it is for must cost together, before any discount, in minor units. */
  minimum?: number | undefined;
  /** Whether it adds to others on the same goods; otherwise it stands alone there. */
  combinable: boolean;
  startsAt: Date;
  endsAt?: Date | undefined;
  /** How many orders may use it, and how many of one buyer. */
  totalLimit?: number | undefined;
  perBuyerLimit?: number | undefined;
  createdAt: Date;
  /** Ended ones stay, because orders name them. */
  endedAt?: Date | undefined;
}

export type StoredPromotion = Stored<Promotion>;

/** What may change about a promotion; null takes a limit or an end away. */
export interface PromotionChanges {
  title?: string | undefined;
  endsAt?: Date | null | undefined;
  totalLimit?: number | null | undefined;
  perBuyerLimit?: number | null | undefined;
}

/**
 * @param promotion a promotion
 * @param now the time
 * @returns whether it is over, by its time or because somebody has ended it
 */
export function hasEnded(promotion: Pick<Promotion, 'endedAt' | 'endsAt'>, now: Date): boolean {
  return promotion.endedAt !== undefined || (promotion.endsAt !== undefined && promotion.endsAt <= now);
}

/**
 * @param promotion a promotion
 * @param now the time
 * @returns whether it counts now
 */
export function isOn(promotion: Pick<Promotion, 'startsAt' | 'endedAt' | 'endsAt'>, now: Date): boolean {
  return promotion.startsAt <= now && !hasEnded(promotion, now);
}

/**
 * @param promotion a promotion
 * @returns whether others may use it up
 */
export function isLimited(promotion: Pick<Promotion, 'totalLimit' | 'perBuyerLimit'>): boolean {
  return promotion.totalLimit !== undefined || promotion.perBuyerLimit !== undefined;
}

/**
 * @param promotionId a promotion
 * @param userId a buyer; missing for all
 * @returns the id of the list of its uses
 */
export function usesId(promotionId: string, userId?: UserId): string {
  return userId === undefined ? promotionId : `${promotionId}:${userId}`;
}

/**
 * Changes a promotion's name, end and limits.
 *
 * @param promotion the promotion
 * @param changes what changes
 * @returns the decision
 * @throws Conflict when it has been ended; Invalid when it would end before it starts
 */
export function changePromotion(promotion: StoredPromotion, changes: PromotionChanges): Decision<Promotion> {
  if (promotion.endedAt) throw new Conflict('This promotion has ended. Make a new one.');
  const state = Object.fromEntries(Object.entries(changes).map(([field, value]) => [field, value ?? undefined]));
  requirePeriod(Object.assign({}, promotion, state));
  return { state, facts: [] };
}

/**
 * Ends a promotion: from now on no order gets it.
 *
 * @param promotion the promotion
 * @param now the time
 * @returns the decision; nothing when it was ended before
 */
export function endPromotion(promotion: StoredPromotion, now: Date): Decision<Promotion> | undefined {
  return promotion.endedAt ? undefined : { state: { endedAt: now }, facts: [] };
}

/**
 * @param promotion a promotion
 * @throws Invalid when it ends before it starts
 */
export function requirePeriod({ startsAt, endsAt }: Pick<Promotion, 'startsAt' | 'endsAt'>): void {
  if (endsAt === undefined || startsAt < endsAt) return;
  throw new Invalid('A promotion starts before it ends.', [{ field: 'body.endsAt', message: 'is before startsAt' }]);
}
