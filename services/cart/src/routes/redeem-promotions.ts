import { redeemPromotions as operation } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { redeem } from '../redeem.ts';

export const redeemPromotions = internalRoute(operation, async (body, ctx: Context) => await redeem(body, ctx));
