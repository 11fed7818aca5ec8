import { orderShipped } from '@credenza/contracts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { saleEntries } from '../sale-entries.ts';
import { piecesOf } from '../sale-notes.ts';

/** Notes the pieces that have left in a parcel. */
export const onOrderShipped = reaction(orderShipped, (event) => {
  const note = { ...once(event), what: 'sent' as const, pieces: piecesOf(event.data.pieces) };
  return saleEntries(event.data, { [saleKeys.sent(event.data.parcelId)]: note });
});
