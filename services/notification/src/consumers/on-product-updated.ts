import { productUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { alertsBetween, watchedProduct } from '../product.ts';

/** Remembers what watchers care for and what they are to be told; telling them all may take longer than an event may. */
export const onProductUpdated = consumer(productUpdated, async (event, ctx: Context) => {
  const { productId, status } = event.data;
  const news = await ctx.products.follow(productId, event.aggregateversion, (before) => {
    const after = watchedProduct(event, before);
    return { after, alerts: before ? alertsBetween(before, after, new Date(event.time)) : [] };
  });
  if (status === 'deleted') await ctx.watches.forget(productId);
  if (news) ctx.alerts.wake();
});
