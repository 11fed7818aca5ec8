import { returnReceived } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { linesOf } from '../lines.ts';
import { takeBack } from '../take-back.ts';

/** Returned pieces go back on offer, if they can be sold again. */
export const onReturnReceived = consumer(returnReceived, async ({ data }, ctx: Context) => {
  if (!data.restock) return;
  await takeBack(data.orderId, { id: data.returnId, lines: linesOf({ lines: data.pieces }) }, ctx);
});
