import { disputeResolved } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { giveBackPart } from '../give-back-part.ts';
import { providerPatience } from '../patience.ts';

/** Gives back the money of pieces that an admin has decided for the buyer; a dismissed dispute moves none. */
export const onDisputeResolved = consumer(
  disputeResolved,
  async ({ data }, ctx: Context) => {
    if (data.refund) await giveBackPart(data, data.refund, ctx);
  },
  providerPatience,
);
