import { returnApproved } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { returnApprovedMessages } from '../messages/return-approved.ts';
import { notify } from '../notify.ts';

/** Tells the buyer that the pieces may go back. */
export const onReturnApproved = consumer(returnApproved, async (event, ctx: Context) => {
  await notify(event, returnApprovedMessages(event), ctx);
});
