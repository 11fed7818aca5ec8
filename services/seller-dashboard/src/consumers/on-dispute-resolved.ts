import { disputeResolved } from '@credenza/contracts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { saleEntries } from '../sale-entries.ts';
import { backNote } from '../sale-notes.ts';

/** Notes that a dispute is over, and the money that the buyer gets if it does. */
export const onDisputeResolved = reaction(disputeResolved, (event) => {
  const { disputeId, currency, refund } = event.data;
  const about = { kind: 'dispute' as const, currency, pieces: [], restock: false };
  return saleEntries(event.data, {
    [saleKeys.resolved(disputeId)]: { ...once(event), what: 'step' },
    ...(refund && { [saleKeys.back(refund.refundId)]: backNote(event, refund, about) }),
  });
});
