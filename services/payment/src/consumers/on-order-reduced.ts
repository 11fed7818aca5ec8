import { orderReduced } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { giveBackPart } from '../give-back-part.ts';
import { providerPatience } from '../patience.ts';

/** Gives back the money of pieces that will not be sent. */
export const onOrderReduced = consumer(
  orderReduced,
  async ({ data }, ctx: Context) => {
    await giveBackPart(data, data.refund, ctx);
  },
  providerPatience,
);
