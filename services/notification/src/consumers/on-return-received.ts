import { formatMoney, returnReceived } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { returnReceivedMail } from '../mails/return-received.ts';
import { forBuyerOf, piecesInWords } from '../part-tidings.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Tells the buyer that the pieces are back and what goes back for them. */
export const onReturnReceived = consumer(returnReceived, async (event, ctx: Context) => {
  const back = event.data;
  const about = back.returnId;
  const amount = formatMoney({ amount: back.refund.amount, currency: back.currency });
  const news = {
    kind: 'return.received',
    about,
    title: `Your return to ${back.sellerName} has arrived`,
    body: `${piecesInWords(back.pieces)}. ${amount} goes back to you.`,
  };
  await tell(event.time, [forBuyerOf(back, news, { status: 'return', version: event.aggregateversion })], ctx);
  const errand: Errand = {
    userId: back.buyerId,
    about,
    template: 'return-received',
    write: (to, shop) => returnReceivedMail(to, back, shop),
  };
  await sendMail([errand], ctx);
});
