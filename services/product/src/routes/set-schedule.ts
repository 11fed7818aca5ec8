import { VariantId } from '@credenza/contracts';
import { Invalid, type Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { keepers, ownedPage, ownedVariant, ProductParams } from '../owned.ts';
import { ProductPage } from '../page-view.ts';
import { rescheduled, ScheduleInput } from '../price-schedule.ts';

export const setSchedule = route({
  method: 'put',
  path: '/api/products/:productId/variants/:variantId/schedule',
  summary:
    'Set all prices that a variant shall have for a time; each begins and ends by itself, and the price from before returns.',
  role: keepers,
  ifMatch: 'optional',
  params: ProductParams.extend({ variantId: VariantId }),
  body: ScheduleInput,
  reply: ProductPage,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<Reply<ProductPage>> {
    const { productId, variantId } = params;
    await ownedVariant(user, params, ctx.products);
    checkTimes(body, ctx.now());
    const after = await ctx.products.editAudited(productId, (before) => rescheduled(before, variantId, body.prices), {
      ifVersion,
      audit: ctx.audit,
      entry: { act: 'price.scheduled', actor: user.id, subject: variantId, detail: { productId, ...body } },
    });
    return await ownedPage(after, ctx);
  },
});

function checkTimes({ prices }: ScheduleInput, now: Date): void {
  const errors = prices.flatMap(({ until }, index) =>
    until !== undefined && new Date(until) <= now
      ? [{ field: `body.prices.${index}.until`, message: 'must be in the future' }]
      : [],
  );
  if (errors.length > 0) throw new Invalid('The body is not as the API describes it.', errors);
}
