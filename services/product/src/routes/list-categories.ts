import { type RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import { Category } from '../category.ts';
import type { Context } from '../context.ts';

export const listCategories = route({
  method: 'get',
  path: '/api/products/categories',
  summary: 'The tree of categories with how many products are on offer in each.',
  role: 'public',
  reply: z.object({ items: z.array(Category) }),
  async handle(_input, ctx: Context): Promise<RawReply> {
    return await ctx.reads.categories();
  },
});
