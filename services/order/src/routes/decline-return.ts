import { ReturnId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { decideReturn } from '../returns.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';
import { Note } from '../wishes.ts';

export const declineReturn = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/returns/:returnId/decline',
  summary: 'Do not take pieces back, and say why; the buyer may dispute it.',
  role: ['seller', 'admin'],
  idempotency: 'optional',
  ifMatch: 'optional',
  params: z.object({ sellerOrderId: SellerOrderId, returnId: ReturnId }),
  body: z.object({ note: Note }),
  reply: SaleView,
  problems: ['conflict'],
  handle: ({ params, body, ...request }, ctx: Context) =>
    changeSale(params.sellerOrderId, request, ctx, (order, act) =>
      decideReturn(order, act, { returnId: params.returnId, approve: false, ...body }),
    ),
});
