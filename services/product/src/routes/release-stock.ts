import { releaseStock as operation } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { releaseOrder } from '../endings.ts';

export const releaseStock = internalRoute(operation, async ({ orderId }, ctx: Context) => ({
  released: await releaseOrder(orderId, ctx),
}));
