import { orderReduced } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { saleEntries } from '../sale-entries.ts';
import { backNote, piecesOf } from '../sale-notes.ts';

/** Notes pieces that were canceled before they were sent, and their money. */
export const onOrderReduced = reaction(orderReduced, (event) => {
  const { refund, currency, pieces } = event.data;
  const about = { kind: 'canceled' as const, currency, pieces: piecesOf(pieces), restock: true };
  return saleEntries(event.data, { [saleKeys.back(refund.refundId)]: backNote(event, refund, about) });
});
