import { newId, RefundId, ReturnId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { receiveReturn as receive } from '../returns.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';

export const receiveReturn = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/returns/:returnId/receive',
  summary: 'Say that returned pieces are back; their money goes back to the buyer.',
  role: ['seller', 'admin'],
  idempotency: 'required',
  ifMatch: 'optional',
  params: z.object({ sellerOrderId: SellerOrderId, returnId: ReturnId }),
  body: z.object({ restock: z.boolean().meta({ description: 'whether the pieces can be sold again' }) }),
  reply: SaleView,
  problems: ['conflict'],
  async handle({ params, body, ...request }, ctx: Context) {
    const { sellerOrderId, returnId } = params;
    const refundId = newId(RefundId);
    const records = { act: 'return.received', subject: returnId, detail: body };
    return await changeSale(sellerOrderId, { ...request, records }, ctx, (order, act) =>
      receive(order, act, { returnId, refundId, restock: body.restock }),
    );
  },
});
