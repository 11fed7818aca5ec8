import { productViewed } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Notes how often a product was looked at. */
export const onProductViewed = consumer(productViewed, async ({ id, data }, { views }: Context) => {
  const { productId, sellerId, views: count, until } = data;
  await views.note(id, { productId, sellerId, views: count, at: new Date(until) });
});
