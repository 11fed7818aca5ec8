import { returnApproved } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { forBuyerOf, piecesInWords } from '../part-tidings.ts';
import { tell } from '../tell.ts';

/** Tells the buyer that the pieces may go back. */
export const onReturnApproved = consumer(returnApproved, async (event, ctx: Context) => {
  const { returnId, sellerName, pieces, note } = event.data;
  const news = {
    kind: 'return.approved',
    about: returnId,
    title: `${sellerName} takes it back`,
    body: `You can send back ${piecesInWords(pieces)}.${note === undefined ? '' : ` ${note}`}`,
  };
  await tell(event.time, [forBuyerOf(event.data, news, { status: 'return', version: event.aggregateversion })], ctx);
});
