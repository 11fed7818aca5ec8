import { orderCanceled } from '@credenza/contracts';
import { once } from '../note.ts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { everyShop } from '../sale-entries.ts';

/** Notes that nothing comes of a sale after all. An order that was never charged was no sale. */
export const onOrderCanceled = reaction(orderCanceled, (event) =>
  event.data.paymentId === undefined
    ? {}
    : everyShop(event.data, () => ({ [saleKeys.canceled]: { ...once(event), what: 'step' } })),
);
