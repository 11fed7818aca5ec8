import { SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { accept } from '../fulfil.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';

export const acceptSale = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/accept',
  summary: 'Take your part of an order on.',
  role: ['seller', 'admin'],
  idempotency: 'optional',
  ifMatch: 'optional',
  params: z.object({ sellerOrderId: SellerOrderId }),
  reply: SaleView,
  problems: ['conflict'],
  handle: ({ params, ...request }, ctx: Context) => changeSale(params.sellerOrderId, request, ctx, accept),
});
