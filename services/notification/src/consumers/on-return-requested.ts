import { returnRequested } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { forShopOf, piecesInWords } from '../part-tidings.ts';
import { tell } from '../tell.ts';

/** Tells the shop what a buyer wants to send back. */
export const onReturnRequested = consumer(returnRequested, async (event, ctx: Context) => {
  const { returnId, pieces, reason } = event.data;
  const news = {
    kind: 'return.requested',
    about: returnId,
    title: 'A buyer wants to send something back',
    body: `${piecesInWords(pieces)}: ${reason}`,
  };
  await tell(event.time, [forShopOf(event.data, news)], ctx);
});
