import { returnReceived } from '@credenza/contracts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { saleEntries } from '../sale-entries.ts';
import { backNote, piecesOf } from '../sale-notes.ts';

/** Notes pieces that are back with the shop, and their money. */
export const onReturnReceived = reaction(returnReceived, (event) => {
  const { refund, returnId, currency, pieces, restock } = event.data;
  const about = { kind: 'returned' as const, currency, pieces: piecesOf(pieces), restock };
  return saleEntries(event.data, {
    [saleKeys.received(returnId)]: { ...once(event), what: 'step' },
    [saleKeys.back(refund.refundId)]: backNote(event, refund, about),
  });
});
