import { Conflict, route } from '@credenza/service-kit';
import { z } from 'zod';
import { AttributeRules } from '../attribute-rule.ts';
import { CategoryPath, CategoryTitle } from '../category.ts';
import type { Context } from '../context.ts';

const CategoryView = z.object({
  slug: CategoryPath,
  title: z.string(),
  path: z.string().meta({ description: 'what products call it', examples: ['Home / Lamps'] }),
  parent: CategoryPath.optional(),
  attributes: AttributeRules,
});

export const putCategory = route({
  method: 'put',
  path: '/api/products/categories/:slug',
  summary:
    'Make a category of the tree, or say anew what its products and those below it have to say about themselves.',
  role: 'admin',
  params: z.object({ slug: CategoryPath }),
  body: z.strictObject({ title: CategoryTitle, attributes: AttributeRules.default([]) }),
  reply: CategoryView,
  problems: ['conflict'],
  async handle({ params: { slug }, body, user }, ctx: Context): Promise<z.input<typeof CategoryView>> {
    const { aggregates } = ctx.categories;
    const parent = slug.includes('.') ? slug.slice(0, slug.lastIndexOf('.')) : undefined;
    const above = parent === undefined ? undefined : await aggregates.find(parent);
    if (parent !== undefined && !above) throw new Conflict(`Make the category ${parent} first.`);
    const path = above ? `${above.path} / ${body.title}` : body.title;
    await ctx.audit.record({ act: 'category.set', actor: user.id, subject: slug, outcome: 'done', detail: body });
    const created = await aggregates.create(slug, { ...body, path });
    if (!created) {
      const present = await aggregates.find(slug);
      if (!present) throw new Conflict(`There is another category ${path}.`);
      if (present.path !== path)
        throw new Conflict(`Products call it ${present.path}; make another category for ${path}.`);
      await aggregates.change(slug, () => ({ state: { attributes: body.attributes }, facts: [] }));
    }
    ctx.reads.forgetLists();
    return { slug, ...body, path, ...(parent !== undefined && { parent }) };
  },
});
