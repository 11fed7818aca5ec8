import { z } from 'zod';
import { clean } from '../answer/clean.ts';
import { tame } from '../answer/tame.ts';
import { tool } from './tool.ts';

export const searchArticles = tool({
  name: 'search_articles',
  description: "Finds what the marketplace's articles say: delivery, returns, payment, accounts, privacy, selling.",
  roles: 'everybody',
  input: z.object({ query: z.string().trim().min(1).max(300), limit: z.int().min(1).max(6).default(3) }),
  async run({ query, limit }, { user }, { knowledge }) {
    const audience = user?.role === 'seller' || user?.role === 'admin' ? 'seller' : 'buyer';
    const found = await knowledge.search({ text: query, audience, filter: { source: ['article'] }, limit });
    const passages = found.map(({ passage }) => passage);
    const articles = passages.map(({ ref, title, text }) => ({ ref, title: clean(title), text: tame(text) }));
    return { data: { articles }, passages };
  },
});
