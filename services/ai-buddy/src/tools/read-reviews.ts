import { ProductId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { tame } from '../answer/tame.ts';
import { passageOf } from './passage-of.ts';
import { tool } from './tool.ts';

export const readReviews = tool({
  name: 'read_reviews',
  description: 'Says how many stars buyers have given a product, and what they praise and criticise, in their words.',
  roles: 'everybody',
  input: z.object({ productId: ProductId }),
  async run({ productId }, _caller, { knowledge }) {
    const facts = knowledge.product(productId);
    if (!facts) throw new NotFound('product for sale now');
    const gist = knowledge.store.material(`reviews:${productId}`);
    if (!gist) return { data: { reviews: '' }, passages: [passageOf(facts)] };
    const { title, language, audience, pieces } = gist;
    const text = pieces.join('\n');
    const passage = { id: `reviews:${productId}#0`, source: 'reviews' as const, ref: productId, title, text };
    const lines = text.split('\n').map(tame).filter(Boolean);
    return { data: { reviews: lines.join('\n') }, passages: [{ ...passage, language, audience }] };
  },
});
