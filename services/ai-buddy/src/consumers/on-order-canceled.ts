import { orderCanceled } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Takes a sale off again. An order that was never charged was no sale. */
export const onOrderCanceled = consumer(orderCanceled, async ({ data }, { sales }: Context) => {
  if (data.paymentId === undefined) return;
  await sales.canceled(
    data.lines.map(({ lineId, sellerId, productId, variantId }) => ({ lineId, sellerId, productId, variantId })),
  );
});
