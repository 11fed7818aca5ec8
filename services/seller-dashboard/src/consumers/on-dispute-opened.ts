import { disputeOpened } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes that a buyer and the shop do not agree. */
export const onDisputeOpened = reaction(disputeOpened, (event) =>
  stepEntries(event, event.data, saleKeys.opened(event.data.disputeId)),
);
