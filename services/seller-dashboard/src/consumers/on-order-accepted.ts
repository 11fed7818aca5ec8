import { orderAccepted } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes that the shop has taken its part of an order on. */
export const onOrderAccepted = reaction(orderAccepted, (event) => stepEntries(event, event.data, saleKeys.accepted));
