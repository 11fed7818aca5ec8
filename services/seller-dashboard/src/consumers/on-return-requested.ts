import { returnRequested } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes that a buyer wants to send pieces back. */
export const onReturnRequested = reaction(returnRequested, (event) =>
  stepEntries(event, event.data, saleKeys.requested(event.data.returnId)),
);
