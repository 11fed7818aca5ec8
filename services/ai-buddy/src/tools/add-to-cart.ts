import { formatAmount, ProductId, Quantity, VariantId } from '@credenza/contracts';
import { Conflict, NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { clean } from '../answer/clean.ts';
import { passageOf } from './passage-of.ts';
import { tool } from './tool.ts';

export const addToCart = tool({
  name: 'add_to_cart',
  description:
    'Proposes to put pieces of a variant into the cart. Nothing is added until the user confirms the proposal.',
  for: 'buyer',
  proposes: true,
  input: z.object({ productId: ProductId, variantId: VariantId.optional(), quantity: Quantity.default(1) }),
  async run({ productId, variantId, quantity }, caller, { knowledge, proposals }) {
    const facts = knowledge.product(productId);
    if (!facts) throw new NotFound('product for sale now');
    const variant = variantId
      ? facts.variants.find((one) => one.variantId === variantId)
      : facts.variants.find((one) => one.available >= quantity);
    if (!variant && variantId) throw new NotFound('variant of this product');
    if (!variant || variant.available < quantity) throw new Conflict('There are not that many pieces in stock.');
    const price = `${formatAmount(variant.price, facts.currency)} ${facts.currency}`;
    const proposal = await proposals.propose(
      {
        action: 'add-to-cart',
        summary: `Put ${quantity} × ${clean(facts.title)} (${clean(variant.title)}) at ${price} each into your cart`,
        request: {
          service: 'cart',
          method: 'POST',
          path: '/api/cart/lines',
          body: { variantId: variant.variantId, quantity },
        },
      },
      caller,
    );
    return { data: { proposal }, passages: [passageOf(facts)], proposal };
  },
});
