import { returnDeclined } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes that the shop does not take pieces back. */
export const onReturnDeclined = reaction(returnDeclined, (event) =>
  stepEntries(event, event.data, saleKeys.declined(event.data.returnId)),
);
