import { PageQuery, pageOf, WatchId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { cursorAfter, placeInList } from '../place-in-list.ts';
import { WatchView, watchView } from '../watch.ts';

export const listWatches = route({
  method: 'get',
  path: '/api/notifications/watches',
  summary: 'What you watch, newest first, with what it costs now.',
  role: 'buyer',
  query: PageQuery.extend({ cursor: placeInList(WatchId).optional() }),
  reply: pageOf(WatchView),
  async handle({ query, user }, ctx: Context) {
    const found = await ctx.watches.list(user.id, query);
    const page = found.slice(0, query.limit);
    const products = await ctx.products.withVariants(page.map(({ variantId }) => variantId));
    const byId = new Map(products.map((product) => [product.productId, product]));
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      items: page.map((watch) => watchView(watch, byId.get(watch.productId))),
      ...(last && { nextCursor: cursorAfter({ at: last.createdAt, id: last.watchId }) }),
    };
  },
});
