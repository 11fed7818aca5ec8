import { refundSettled } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes that money is back with the buyer. */
export const onRefundSettled = reaction(refundSettled, (event) =>
  stepEntries(event, event.data, saleKeys.settled(event.data.refundId)),
);
