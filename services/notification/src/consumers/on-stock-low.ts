import { stockLow } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { stockLowMessages } from '../messages/stock-low.ts';
import { notify } from '../notify.ts';
import { announce } from '../webhooks/announce.ts';

/** Tells the shop that a variant runs out. */
export const onStockLow = consumer(stockLow, async (event, ctx: Context) => {
  await announce(event, ctx);
  await notify(event, stockLowMessages(event), ctx);
});
