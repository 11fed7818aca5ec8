import { readCart } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import { snapshotOf } from '../cart.ts';
import type { Context } from '../context.ts';

export const readUserCart = internalRoute(readCart, async ({ userId }, ctx: Context) =>
  snapshotOf(await ctx.carts.refresh(await ctx.carts.ofUser(userId))),
);
