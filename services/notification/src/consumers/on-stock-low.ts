import { stockLow } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import type { Tidings } from '../notification.ts';
import { tell } from '../tell.ts';
import { toMembers } from '../to-members.ts';

/** Tells the shop that a variant runs out. */
export const onStockLow = consumer(stockLow, async (event, ctx: Context) => {
  const { sellerId, productId, title, available } = event.data;
  const left =
    available === 0 ? 'none is left' : available === 1 ? 'one piece is left' : `${available} pieces are left`;
  const tidings: Tidings = {
    userId: sellerId,
    about: event.id, // it may run low again
    kind: 'stock.low',
    title: 'Stock is running low',
    body: `${title}: ${left}.`,
    link: `/seller/products/${productId}`,
  };
  await tell(event.time, await toMembers([tidings], ctx), ctx);
});
