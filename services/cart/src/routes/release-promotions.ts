import { releasePromotions as operation } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { release } from '../redeem.ts';

export const releasePromotions = internalRoute(operation, async ({ orderId }, ctx: Context) => ({
  released: await release(orderId, ctx.uses),
}));
