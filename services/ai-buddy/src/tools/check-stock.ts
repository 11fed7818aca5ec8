import { CartSnapshot, ProductId } from '@credenza/contracts';
import { NotFound, Unavailable } from '@credenza/service-kit';
import { z } from 'zod';
import { clean } from '../answer/clean.ts';
import type { ProductFacts } from '../knowledge/passage.ts';
import type { Caller } from './caller.ts';
import { passageOf } from './passage-of.ts';
import { productView } from './product-view.ts';
import type { ToolContext } from './tool.ts';
import { tool } from './tool.ts';

export const checkStock = tool({
  name: 'check_stock_and_delivery',
  description:
    'Says how many pieces of each variant of a product are there now, and, once something of its shop is in the cart, what delivery costs and how long it takes.',
  roles: 'everybody',
  input: z.object({ productId: ProductId }),
  async run({ productId }, caller, ctx) {
    const facts = ctx.knowledge.product(productId);
    if (!facts) throw new NotFound('product for sale now');
    const delivery = await deliveryOf(facts, caller, ctx);
    return { data: { product: productView(facts), delivery }, passages: [passageOf(facts)] };
  },
});

/** Only a cart knows where to, and only its service what that costs. */
async function deliveryOf({ sellerId }: ProductFacts, caller: Caller, { shop }: ToolContext) {
  if (caller.user?.role !== 'buyer') return [];
  const cart = await shop
    .ask({ service: 'cart', method: 'GET', path: '/api/cart' }, caller, CartSnapshot)
    .catch((error: unknown) => {
      // Without the cart's service there is still something to say about stock.
      if (error instanceof Unavailable) return undefined;
      throw error;
    });
  if (!cart) return [];
  const options = cart.sellers?.find((one) => one.sellerId === sellerId)?.shippingOptions ?? [];
  return options.map(({ title, price, minDays, maxDays }) => ({
    title: clean(title),
    price,
    currency: cart.currency,
    minDays,
    maxDays,
  }));
}
