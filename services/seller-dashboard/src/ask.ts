import { sellerOf, type User } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Context } from './context.ts';
import { type Range, type RangeQuery, rangeOf } from './range.ts';
import type { Question } from './sums.store.ts';

/** What a seller wants to know. */
export interface Asked {
  range: Range;
  currency: string;
  /** What to ask the read model about the range. */
  question: Question;
}

/**
 * Turns a seller's request into a question about the seller's own shop and nobody else's.
 *
 * @param user who asks
 * @param query which days, where, in which currency
 * @param ctx the context
 * @returns the question; it stays with the generation that is read now
 * @throws Forbidden when the user works for no shop; Invalid when the range is none
 */
export async function ask(user: User, query: z.output<typeof RangeQuery>, ctx: Context): Promise<Asked> {
  const sellerId = sellerOf(user);
  const range = rangeOf(query, ctx.now());
  const { current: generation } = await ctx.model.generations.live();
  const currency = query.currency ?? (await ctx.shops.currencyOf(generation, sellerId));
  return { range, currency, question: { generation, sellerId, begin: range.begin, end: range.end, currency } };
}
