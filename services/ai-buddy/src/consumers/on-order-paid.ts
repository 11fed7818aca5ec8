import { orderPaid } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { noteSignals } from '../profile/note-signals.ts';
import { soldLines } from '../seller/sale.ts';

/** Notes what each shop has sold, and what the buyer likes enough to buy. */
export const onOrderPaid = consumer(orderPaid, async ({ data, time }, ctx: Context) => {
  await ctx.sales.sold(soldLines(data, time));
  const bought = data.lines.map(({ lineId, productId }) => ({
    key: `bought:${lineId}`,
    kind: 'bought' as const,
    productId,
  }));
  await noteSignals(ctx, data.buyerId, { at: new Date(time), signals: bought });
});
