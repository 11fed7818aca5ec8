import { orderDelivered } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { stepEntries } from '../sale-entries.ts';

/** Notes the parcels that have arrived. */
export const onOrderDelivered = reaction(orderDelivered, (event) =>
  stepEntries(event, event.data, ...event.data.parcelIds.map(saleKeys.arrived)),
);
