import { ProductId, Quantity, VariantId } from '@credenza/contracts';
import { Conflict, Invalid, NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { clean } from '../answer/clean.ts';
import { priceText, words } from '../answer/words.ts';
import { passageOf } from './passage-of.ts';
import { tool } from './tool.ts';

export const addToCart = tool({
  name: 'add_to_cart',
  description:
    'Proposes to put pieces of a variant into the cart. Nothing is added until the user confirms the proposal.',
  roles: ['buyer'],
  proposes: true,
  input: z.object({ productId: ProductId, variantId: VariantId.optional(), quantity: Quantity.default(1) }),
  async run({ productId, variantId, quantity }, caller, { knowledge, proposals }) {
    const facts = knowledge.product(productId);
    if (!facts) throw new NotFound('product for sale now');
    const [first, ...others] = facts.variants;
    if (variantId === undefined && others.length > 0)
      throw new Invalid('This product comes in several variants: name one of them by its id.');
    const variant = variantId ? facts.variants.find((one) => one.variantId === variantId) : first;
    if (!variant) throw new NotFound('variant of this product');
    if (variant.available < quantity) throw new Conflict('There are not that many pieces in stock.');
    const language = caller.language ?? 'en';
    const price = priceText(variant.price, facts.currency, language);
    const proposal = await proposals.propose(
      {
        action: 'add-to-cart',
        summary: words[language].add(quantity, clean(facts.title), clean(variant.title), price),
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
