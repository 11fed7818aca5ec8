import { newId, OrderId, ReturnId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { changePurchase } from '../purchase-access.ts';
import { requestReturn as request } from '../returns.ts';
import { OrderView } from '../view.ts';
import { PiecesWish, Reason } from '../wishes.ts';

export const requestReturn = route({
  method: 'post',
  path: '/api/orders/:orderId/returns',
  summary: 'Ask a shop to take pieces back that have arrived.',
  role: 'buyer',
  idempotency: 'required',
  params: z.object({ orderId: OrderId }),
  body: z.object({ sellerOrderId: SellerOrderId, pieces: PiecesWish, reason: Reason }),
  reply: OrderView,
  problems: ['conflict'],
  async handle({ params, body, ...who }, ctx: Context) {
    const { sellerOrderId, pieces, reason } = body;
    const returnId = newId(ReturnId);
    const since = new Date(ctx.now().getTime() - ctx.returnMs);
    return await changePurchase(params.orderId, who, ctx, (order, actOn) =>
      request(order, actOn(sellerOrderId), { returnId, pieces, reason, since }),
    );
  },
});
