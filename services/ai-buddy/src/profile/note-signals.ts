import type { ProductId, UserId } from '@credenza/contracts';
import type { Context } from '../context.ts';
import { type SignalKind, traitsOf } from './profile.ts';

type Parts = Pick<Context, 'profiles' | 'knowledge' | 'erasedAmong'>;

/** What somebody did with products, at one time. */
export interface Doings {
  at: Date;
  signals: { key: string; kind: SignalKind; productId: ProductId }[];
}

/**
 * Notes what somebody did with products. What is not on offer says nothing: nobody knows what it was like.
 *
 * @param ctx the profiles, the products, and who is erased
 * @param userId who
 * @param doings what they did, and when
 */
export async function noteSignals(ctx: Parts, userId: UserId, { at, signals }: Doings): Promise<void> {
  const known = signals.flatMap(({ key, kind, productId }) => {
    const product = ctx.knowledge.product(productId);
    return product ? [{ key, kind, at, ...traitsOf(product) }] : [];
  });
  if (known.length === 0) return;
  await unlessErased(ctx, userId, () => ctx.profiles.note(userId, known));
}

/**
 * Keeps something about a person. Asked after the writing: of an erasure and a writing at the same time one sees the other.
 *
 * @param ctx the profiles and who is erased
 * @param userId the person
 * @param keep the writing
 */
export async function unlessErased(
  ctx: Pick<Context, 'profiles' | 'erasedAmong'>,
  userId: UserId,
  keep: () => Promise<void>,
): Promise<void> {
  await keep();
  if ((await ctx.erasedAmong([userId])).has(userId)) await ctx.profiles.forget(userId);
}
