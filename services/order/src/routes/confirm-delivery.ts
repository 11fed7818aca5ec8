import { OrderId, ParcelId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { deliver } from '../fulfil.ts';
import { changePurchase } from '../purchase-access.ts';
import { OrderView } from '../view.ts';

export const confirmDelivery = route({
  method: 'post',
  path: '/api/orders/:orderId/confirm-delivery',
  summary: 'Say that parcels of a shop have arrived.',
  role: 'buyer',
  idempotency: 'optional',
  params: z.object({ orderId: OrderId }),
  body: z.object({
    sellerOrderId: SellerOrderId,
    parcelIds: z.array(ParcelId).min(1).max(100).optional().meta({ description: 'missing for all that were sent' }),
  }),
  reply: OrderView,
  problems: ['conflict'],
  handle: ({ params, body, ...request }, ctx: Context) =>
    changePurchase(params.orderId, request, ctx, (order, actOn) =>
      deliver(order, actOn(body.sellerOrderId), body.parcelIds),
    ),
});
