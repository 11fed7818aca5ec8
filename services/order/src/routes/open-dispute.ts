import { DisputeId, newId, OrderId, ReturnId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { openDispute as open } from '../disputes.ts';
import { changePurchase } from '../purchase-access.ts';
import { OrderView } from '../view.ts';
import { Note } from '../wishes.ts';

export const openDispute = route({
  method: 'post',
  path: '/api/orders/:orderId/disputes',
  summary: 'Ask an admin to decide: what was sent has not arrived, or a return was declined.',
  role: 'buyer',
  idempotency: 'required',
  params: z.object({ orderId: OrderId }),
  body: z.object({
    sellerOrderId: SellerOrderId,
    reason: Note,
    returnId: ReturnId.optional().meta({ description: 'the declined return; missing when nothing has arrived' }),
  }),
  reply: OrderView,
  problems: ['conflict'],
  async handle({ params, body, ...request }, ctx: Context) {
    const { sellerOrderId, ...claim } = body;
    const disputeId = newId(DisputeId);
    const since = new Date(ctx.now().getTime() - ctx.returnMs);
    return await changePurchase(params.orderId, request, ctx, (order, actOn) =>
      open(order, actOn(sellerOrderId), { ...claim, disputeId, since }),
    );
  },
});
