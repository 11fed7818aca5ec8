import { ProductId } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { noteSignals } from '../note-signals.ts';

export const noteView = route({
  method: 'post',
  path: '/api/assistant/profile/views',
  summary: 'Tells that you have looked at a product; one look a day counts.',
  role: 'user',
  limit: { points: 120, seconds: 60 },
  body: z.strictObject({ productId: ProductId }),
  async handle({ user, body: { productId } }, ctx: Context) {
    if (!ctx.knowledge.product(productId)) throw new NotFound('product');
    const at = ctx.now();
    const key = `viewed:${productId}:${at.toISOString().slice(0, 10)}`;
    await noteSignals(ctx, user.id, { at, signals: [{ key, kind: 'viewed', productId }] });
  },
});
