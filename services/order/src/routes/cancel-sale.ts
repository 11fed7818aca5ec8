import { newId, RefundId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { cancelPieces } from '../reduce.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';
import { PiecesWish, Reason } from '../wishes.ts';

export const cancelSale = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/cancel',
  summary: 'Cancel pieces that you cannot send; their money goes back to the buyer.',
  role: ['seller', 'admin'],
  idempotency: 'required',
  ifMatch: 'optional',
  params: z.object({ sellerOrderId: SellerOrderId }),
  body: z.object({
    pieces: PiecesWish.optional().meta({ description: 'missing for everything that is not sent' }),
    reason: Reason,
  }),
  reply: SaleView,
  problems: ['conflict'],
  async handle({ params, body, ...request }, ctx: Context) {
    const { sellerOrderId } = params;
    const refundId = newId(RefundId);
    const records = { act: 'order.reduced', subject: sellerOrderId, detail: body };
    return await changeSale(sellerOrderId, { ...request, records }, ctx, (order, act) =>
      cancelPieces(order, act, { ...body, refundId }),
    );
  },
});
