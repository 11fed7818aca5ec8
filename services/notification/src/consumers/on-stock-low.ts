import { stockLow } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { stockLowMessages } from '../messages/stock-low.ts';
import { notify } from '../notify.ts';

/** Tells the shop that a variant runs out. */
export const onStockLow = consumer(stockLow, async (event, ctx: Context) => {
  await notify(event, stockLowMessages(event), ctx);
});
