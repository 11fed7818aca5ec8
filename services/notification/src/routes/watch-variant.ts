import { Amount, VariantId } from '@credenza/contracts';
import { Conflict, Invalid, NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { WatchView, watchIdOf, watchView } from '../watch.ts';

/** Many for a person, few for the fan-out. */
const watchesAtMost = 200;

/** A buyer has one watch on a variant; asking again replaces what it waits for. */
export const watchVariant = route({
  method: 'post',
  path: '/api/notifications/watches',
  summary: 'Be told when something costs less (at most so much, or just less than before), or can be bought again.',
  role: 'buyer',
  status: 201,
  body: z.object({
    variantId: VariantId,
    priceDrop: z
      .strictObject({ atMost: Amount.optional().meta({ description: 'in the currency of the price' }) })
      .optional(),
    backInStock: z.boolean().default(false),
  }),
  reply: WatchView,
  problems: ['not-found', 'conflict'],
  async handle({ body: { variantId, priceDrop, backInStock }, user }, ctx: Context) {
    if (!priceDrop && !backInStock)
      throw new Invalid('Say what to wait for.', [{ field: 'body', message: 'needs priceDrop or backInStock' }]);
    const [product] = await ctx.products.withVariants([variantId]);
    const variant = product?.variants.find((one) => one.variantId === variantId);
    if (!product || !variant) throw new NotFound('variant');
    if (priceDrop?.atMost !== undefined && variant.price <= priceDrop.atMost)
      throw new Conflict('It costs no more than that already.');
    if ((await ctx.watches.count(user.id)) >= watchesAtMost)
      throw new Conflict(`You watch ${watchesAtMost} things already; end a watch first.`);
    const watch = {
      watchId: watchIdOf(user.id, variantId),
      userId: user.id,
      productId: product.productId,
      variantId,
      ...(priceDrop && { priceDrop }),
      backInStock,
      since: product.version,
      createdAt: ctx.now(),
    };
    await ctx.watches.keep(watch);
    return watchView(watch, product);
  },
});
