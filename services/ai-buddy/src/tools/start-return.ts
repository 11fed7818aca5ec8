import { LineId, OrderId, Quantity, SellerOrderId } from '@credenza/contracts';
import { NotFound } from '@credenza/service-kit';
import { z } from 'zod';
import { clean } from '../answer/clean.ts';
import { words } from '../answer/words.ts';
import { OrderFacts } from './my-orders.ts';
import { tool } from './tool.ts';

export const startReturn = tool({
  name: 'start_return',
  description:
    "Proposes to ask a shop to take back pieces of one of the caller's own orders. Nothing is asked until the user confirms the proposal.",
  roles: ['buyer'],
  proposes: true,
  input: z.object({
    orderId: OrderId,
    sellerOrderId: SellerOrderId,
    pieces: z
      .array(z.strictObject({ lineId: LineId, quantity: Quantity }))
      .min(1)
      .max(20),
    reason: z.string().trim().min(1).max(500),
  }),
  async run({ orderId, sellerOrderId, pieces, reason }, caller, { shop, proposals }) {
    const about = { service: 'order', method: 'GET', path: `/api/orders/${orderId}` } as const;
    const order = await shop.ask(about, caller, OrderFacts);
    const names = pieces.map(({ lineId, quantity }) => {
      const line = order.lines.find((one) => one.lineId === lineId);
      if (!line) throw new NotFound('line in this order');
      return `${quantity} × ${clean(line.title)}`;
    });
    const part = order.sellerOrders.find((one) => one.sellerOrderId === sellerOrderId);
    if (!part) throw new NotFound('part of this order');
    const proposal = await proposals.propose(
      {
        action: 'start-return',
        summary: words[caller.language ?? 'en'].takeBack(clean(part.sellerName), names.join(', '), orderId),
        request: {
          service: 'order',
          method: 'POST',
          path: `/api/orders/${orderId}/returns`,
          body: { sellerOrderId, pieces, reason },
        },
      },
      caller,
    );
    return { data: { proposal }, passages: [], proposal };
  },
});
