import { DisputeId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { noteInDispute } from '../disputes.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';
import { Note } from '../wishes.ts';

export const noteSaleDispute = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/disputes/:disputeId/notes',
  summary: 'Say something in a dispute about your part of an order.',
  role: ['seller', 'admin'],
  idempotency: 'required',
  params: z.object({ sellerOrderId: SellerOrderId, disputeId: DisputeId }),
  body: z.object({ text: Note }),
  reply: SaleView,
  problems: ['conflict'],
  handle: ({ params, body, ...request }, ctx: Context) =>
    changeSale(params.sellerOrderId, request, ctx, (order, act) =>
      noteInDispute(order, act, { disputeId: params.disputeId, ...body }),
    ),
});
