import {
  type AppliedPromotion,
  type CartSnapshot,
  type OrderId,
  redeemPromotions,
  releasePromotions,
  type UserId,
} from '@credenza/contracts';
import { Conflict, Refusal } from '@credenza/service-kit';
import type { Context } from './context.ts';

/**
 * Counts an order against the limits of its promotions, before it is placed, and makes sure that none of them is over.
 *
 * @param order the order to be, who buys, and after what time it can no longer be paid
 * @param cart what it is made of
 * @param ctx the context
 * @throws Refusal `stale-cart` with the promotions that are over or that others have used up; Unavailable while cart is away. Nothing is
 * counted then, or `unredeem` gives it back
 */
export async function redeem(
  order: { orderId: OrderId; buyerId: UserId; until: Date },
  cart: CartSnapshot,
  ctx: Context,
): Promise<void> {
  const { orderId, buyerId, until } = order;
  const applied = cart.promotions ?? [];
  if (applied.length === 0) return;
  if (limitedOf(cart).length > 0) await ctx.redemptions.begin(orderId, until);
  const promotions = applied.map(({ promotionId, amount }) => ({ promotionId, amount }));
  const answer = await ctx.dapr.invoke(redeemPromotions, { orderId, userId: buyerId, promotions });
  if (answer.outcome === 'redeemed') return;
  if (answer.outcome === 'ended') throw new Conflict('This checkout has taken too long. Try again.');
  const gone = applied.filter(({ promotionId }) => answer.promotionIds.includes(promotionId));
  const ended = gone.filter(({ promotionId }) => answer.ended?.includes(promotionId));
  const usedUp = gone.filter((one) => !ended.includes(one));
  throw new Refusal('stale-cart', [...told('Over meanwhile', ended), ...told('Used up meanwhile', usedUp)].join(' '), {
    cart,
    differences: [],
    usedUp,
    ended,
  });
}

/**
 * @param seen the cart that the buyer has looked at, where it is known
 * @param cart the cart as it is now
 * @returns which promotions it has lost since, in a sentence for the buyer; undefined when none
 */
export function lostPromotions(seen: CartSnapshot | undefined, cart: CartSnapshot): string | undefined {
  const still = new Set(cart.promotions?.map(({ promotionId }) => promotionId));
  const [sentence] = told(
    'No longer in the price',
    seen?.promotions?.filter((one) => !still.has(one.promotionId)) ?? [],
  );
  return sentence;
}

const told = (what: string, promotions: AppliedPromotion[]) =>
  promotions.length > 0 ? [`${what}: ${promotions.map(({ title }) => title).join(', ')}.`] : [];

/**
 * Gives back what an order that will not come has used of its promotions. Best effort: the job does what fails here.
 *
 * @param orderId the order
 * @param cart what it was made of
 * @param ctx the context
 */
export async function unredeem(orderId: OrderId, cart: CartSnapshot, ctx: Context): Promise<void> {
  if (limitedOf(cart).length === 0) return;
  try {
    await ctx.dapr.invoke(releasePromotions, { orderId });
    await ctx.redemptions.forget(orderId);
  } catch (error) {
    ctx.log.warn({ err: error, orderId }, 'promotions stay used until the job gives them back');
  }
}

/**
 * The order is there: from now on it answers for its promotions itself.
 *
 * @param orderId the order
 * @param cart what it is made of
 * @param ctx the context
 */
export async function settleRedemption(orderId: OrderId, cart: CartSnapshot, ctx: Context): Promise<void> {
  if (limitedOf(cart).length === 0) return;
  await ctx.redemptions
    .forget(orderId)
    .catch((error: unknown) => ctx.log.warn({ err: error, orderId }, 'the job will see that the order is there'));
}

const limitedOf = (cart: CartSnapshot) => (cart.promotions ?? []).filter((one) => one.limited);
