import { orderReduced } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { piecesBack } from '../seller/sale.ts';

/** Takes pieces off that were canceled before they were sent. */
export const onOrderReduced = consumer(orderReduced, async ({ data }, { sales }: Context) => {
  await sales.back(piecesBack(data));
});
