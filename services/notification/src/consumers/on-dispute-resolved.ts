import { disputeResolved, formatMoney } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { forBuyerOf, forShopOf } from '../part-tidings.ts';
import { tell } from '../tell.ts';

/** Tells both sides how a dispute was decided. */
export const onDisputeResolved = consumer(disputeResolved, async (event, ctx: Context) => {
  const { disputeId, refund, currency, note } = event.data;
  const amount = refund && formatMoney({ amount: refund.amount, currency });
  const title = 'A dispute was decided';
  const body = `${amount ? `${amount} goes back to the buyer.` : 'Nothing goes back to the buyer.'} ${note}`;
  const news = { kind: 'dispute.resolved', about: disputeId, title, body };
  const live = { status: 'dispute' as const, version: event.aggregateversion };
  await tell(event.time, [forBuyerOf(event.data, news, live), forShopOf(event.data, news)], ctx);
});
