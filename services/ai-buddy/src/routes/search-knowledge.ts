import { Amount, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Language, Source } from '../knowledge/passage.ts';
import { interestsOf, personalised } from '../profile/profile.ts';

/** So many times what is shown is looked at for somebody whose taste is known. */
const lookedAt = 3;

export const FoundView = z.object({
  source: Source,
  ref: z.string().meta({ description: "the product's id, or the article's name" }),
  title: z.string(),
  text: z.string(),
  language: Language,
});

export const searchKnowledge = route({
  method: 'get',
  path: '/api/assistant/search',
  summary: 'What the assistant knows about something: passages of products, reviews and articles, the best first.',
  role: 'optional',
  limit: { points: 120, seconds: 60 },
  query: z.object({
    q: z.string().trim().min(1).max(500),
    source: Source.optional(),
    category: z.string().max(100).optional(),
    priceMin: z.coerce.number().pipe(Amount).optional(),
    priceMax: z.coerce.number().pipe(Amount).optional(),
    inStock: z.literal('true').optional(),
    sellerId: UserId.optional(),
    limit: z.coerce.number().int().min(1).max(20).default(5),
  }),
  reply: z.object({ items: z.array(FoundView) }),
  async handle({ query, user }, ctx: Context) {
    const { q, source, inStock, limit, ...filter } = query;
    const profile = user && (await ctx.profiles.of(user.id));
    // For whom there is a profile more is looked at than is shown: what fits them may come from further down.
    const personal = profile?.on && profile.signals.length > 0 ? profile : undefined;
    const wide = await ctx.knowledge.search({
      text: q,
      audience: user?.role === 'seller' || user?.role === 'admin' ? 'seller' : 'buyer',
      filter: { ...filter, ...(source && { source: [source] }), ...(inStock && { inStock: true }) },
      limit: personal ? limit * lookedAt : limit,
    });
    const ranked = personal
      ? personalised(wide, ({ passage }) => passage.product, interestsOf(personal.signals, ctx.now()))
      : wide;
    const found = ranked.slice(0, limit);
    return {
      items: found.map(({ passage: { source, ref, title, text, language } }) => ({
        source,
        ref,
        title,
        text,
        language,
      })),
    };
  },
});
