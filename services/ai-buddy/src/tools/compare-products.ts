import { ProductId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { passageOf } from './passage-of.ts';
import { productView } from './product-view.ts';
import { tool } from './tool.ts';

export const compareProducts = tool({
  name: 'compare_products',
  description: 'Shows two to four products side by side: price, stock, rating and attributes as they are now.',
  roles: 'everybody',
  input: z.object({ productIds: z.array(ProductId).min(2).max(4) }),
  async run({ productIds }, _caller, { knowledge }) {
    const facts = productIds.map((id) => knowledge.product(id));
    const known = facts.filter((one) => one !== undefined);
    if (known.length < 2) throw new NotFound('pair of products that can be bought now');
    return { data: { products: known.map((one) => productView(one)) }, passages: known.map(passageOf) };
  },
});
