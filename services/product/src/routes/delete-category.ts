import { Conflict, NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import { CategoryPath } from '../category.ts';
import type { Context } from '../context.ts';

export const deleteCategory = route({
  method: 'delete',
  path: '/api/products/categories/:slug',
  summary: 'Take a category and its rules away; products that name it stay as they are.',
  role: 'admin',
  params: z.object({ slug: CategoryPath }),
  problems: ['conflict'],
  async handle({ params: { slug }, user }, ctx: Context) {
    if (await ctx.categories.hasChildren(slug)) throw new Conflict('Take the categories below it away first.');
    if (!(await ctx.categories.remove(slug))) throw new NotFound('category');
    await ctx.audit.record({ act: 'category.deleted', actor: user.id, subject: slug, outcome: 'done' });
    ctx.reads.forgetLists();
  },
});
