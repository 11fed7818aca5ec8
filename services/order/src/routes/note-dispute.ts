import { DisputeId, OrderId } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { noteInDispute } from '../disputes.ts';
import { changePurchase } from '../purchase-access.ts';
import { OrderView } from '../view.ts';
import { Note } from '../wishes.ts';

export const noteDispute = route({
  method: 'post',
  path: '/api/orders/:orderId/disputes/:disputeId/notes',
  summary: 'Say something in a dispute about your order.',
  role: 'buyer',
  idempotency: 'required',
  params: z.object({ orderId: OrderId, disputeId: DisputeId }),
  body: z.object({ text: Note }),
  reply: OrderView,
  problems: ['conflict'],
  async handle({ params, body, ...request }, ctx: Context) {
    const { orderId, disputeId } = params;
    return await changePurchase(orderId, request, ctx, (order, actOn) => {
      const part = order.sellerOrders.find((one) => one.disputes.some((each) => each.disputeId === disputeId));
      if (!part) throw new NotFound('dispute');
      return noteInDispute(order, actOn(part.sellerOrderId), { disputeId, ...body });
    });
  },
});
