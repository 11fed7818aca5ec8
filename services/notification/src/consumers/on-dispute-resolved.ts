import { disputeResolved } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { disputeResolvedMessages } from '../messages/dispute-resolved.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells both sides how a dispute was decided. */
export const onDisputeResolved = consumer(disputeResolved, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, disputeResolvedMessages(event), ctx);
});
