import { sellerUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { sellerUpdatedMessages } from '../messages/seller-updated.ts';
import { notify } from '../notify.ts';

/** Remembers who works for a shop, and tells them when it opens, is suspended, closes or is paid elsewhere. */
export const onSellerUpdated = consumer(sellerUpdated, async (event, ctx: Context) => {
  // What is no longer so is no news.
  if (!(await ctx.shops.keep({ ...event.data, version: event.aggregateversion }))) return;
  await notify(event, sellerUpdatedMessages(event), ctx);
});
