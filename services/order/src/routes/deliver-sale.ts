import { ParcelId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { deliver } from '../fulfil.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';

export const deliverSale = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/deliver',
  summary: 'Say that parcels have arrived.',
  role: ['seller', 'admin'],
  idempotency: 'optional',
  ifMatch: 'optional',
  params: z.object({ sellerOrderId: SellerOrderId }),
  body: z.object({
    parcelIds: z.array(ParcelId).min(1).max(100).optional().meta({ description: 'missing for all that were sent' }),
  }),
  reply: SaleView,
  problems: ['conflict'],
  handle: ({ params, body, ...request }, ctx: Context) =>
    changeSale(params.sellerOrderId, request, ctx, (order, act) => deliver(order, act, body.parcelIds)),
});
