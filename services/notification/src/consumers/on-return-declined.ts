import { returnDeclined } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { forBuyerOf, piecesInWords } from '../part-tidings.ts';
import { tell } from '../tell.ts';

/** Tells the buyer why the pieces may not go back. */
export const onReturnDeclined = consumer(returnDeclined, async (event, ctx: Context) => {
  const { returnId, sellerName, pieces, note } = event.data;
  const news = {
    kind: 'return.declined',
    about: returnId,
    title: `${sellerName} does not take it back`,
    body: `${piecesInWords(pieces)}: ${note}`,
  };
  await tell(event.time, [forBuyerOf(event.data, news, { status: 'return', version: event.aggregateversion })], ctx);
});
