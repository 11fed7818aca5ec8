import { disputeOpened } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { forShopOf } from '../part-tidings.ts';
import { tell } from '../tell.ts';

/** Tells the shop that a buyer has asked for a decision. */
export const onDisputeOpened = consumer(disputeOpened, async (event, ctx: Context) => {
  const { disputeId, reason } = event.data;
  const title = 'A buyer has opened a dispute';
  await tell(
    event.time,
    [forShopOf(event.data, { kind: 'dispute.opened', about: disputeId, title, body: reason })],
    ctx,
  );
});
