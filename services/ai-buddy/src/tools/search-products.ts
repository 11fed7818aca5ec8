import { Amount } from '@credenza/contracts';
import { z } from 'zod';
import { type ProductView, productView } from './product-view.ts';
import { tool } from './tool.ts';

export const searchProducts = tool({
  name: 'search_products',
  description: 'Finds products that are for sale now, with their present prices and stock. Amounts are cents of EUR.',
  roles: 'everybody',
  input: z.object({
    query: z.string().trim().min(1).max(300),
    category: z.string().max(100).optional(),
    priceMin: Amount.optional(),
    priceMax: Amount.optional(),
    inStock: z.boolean().optional(),
    limit: z.int().min(1).max(8).default(4),
  }),
  async run({ query, limit, inStock, ...filter }, _caller, { knowledge }) {
    const found = await knowledge.search({
      text: query,
      audience: 'buyer',
      filter: { ...filter, source: ['product'], ...(inStock && { inStock: true }) },
      limit,
    });
    const passages = found.map(({ passage }) => passage);
    const products: ProductView[] = passages.flatMap((passage) => {
      const facts = knowledge.product(passage.ref);
      return facts ? [productView(facts, passage.text)] : [];
    });
    return { data: { products }, passages };
  },
});
