import { returnApproved } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes that the shop takes pieces back. */
export const onReturnApproved = reaction(returnApproved, (event) =>
  stepEntries(event, event.data, saleKeys.approved(event.data.returnId)),
);
