import { orderPaid } from '@credenza/contracts';
import { reaction } from '../reaction.ts';
import { saleKeys } from '../sale.ts';
import { everyShop } from '../sale-entries.ts';
import { paidNote } from '../sale-notes.ts';

/** Notes what each shop has sold. */
export const onOrderPaid = reaction(orderPaid, (event) =>
  everyShop(event.data, (sellerId) => ({ [saleKeys.paid]: paidNote(event, event.data, sellerId) })),
);
