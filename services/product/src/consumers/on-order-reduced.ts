import { orderReduced } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { linesOf } from '../lines.ts';
import { takeBack } from '../take-back.ts';

/** Pieces that will not be sent go back on offer. */
export const onOrderReduced = consumer(orderReduced, async ({ data }, ctx: Context) => {
  await takeBack(data.orderId, { id: data.refund.refundId, lines: linesOf({ lines: data.pieces }) }, ctx);
});
