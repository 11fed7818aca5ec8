import { readOffers as operation } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import type { Context } from '../context.ts';

export const readOffers = internalRoute(operation, async ({ variantIds }, ctx: Context) => ({
  offers: await ctx.offers.live(variantIds),
}));
