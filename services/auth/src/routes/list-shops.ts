import { PageQuery, pageOf, SellerState, UserId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { missingRows } from '../checklist.ts';
import type { Context } from '../context.ts';
import { listShops as list } from '../shop-queue.store.ts';
import { ShopCard, shopCard } from '../shop-view.ts';
import { signedIn } from '../signed-in.ts';

export const listShops = route({
  method: 'get',
  path: '/api/auth/shops',
  summary: 'Shops, the oldest first; those that wait for a decision are state=applied with complete=true.',
  role: 'admin',
  query: PageQuery.extend({
    cursor: UserId.optional(),
    state: SellerState.optional(),
    complete: z.literal('true').optional().meta({ description: 'only those that have everything that is required' }),
  }),
  reply: pageOf(ShopCard),
  async handle({ user, query: { limit, cursor, state, complete } }, ctx: Context) {
    const [{ rows }] = await Promise.all([ctx.checklists.read(), signedIn(user, ctx)]);
    const asked = { limit: limit + 1, after: cursor, state, complete: complete && rows };
    const found = await list(ctx.shops, asked);
    const items = found.slice(0, limit);
    return {
      items: items.map((shop) => shopCard(shop, missingRows(rows, shop))),
      nextCursor: found.length > limit ? items.at(-1)?._id : undefined,
    };
  },
});
