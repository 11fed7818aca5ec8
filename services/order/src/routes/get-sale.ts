import { SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';

export const getSale = route({
  method: 'get',
  path: '/api/orders/sales/:sellerOrderId',
  summary: "Your shop's part of one order, with what is needed to send it.",
  role: ['seller', 'admin'],
  params: z.object({ sellerOrderId: SellerOrderId }),
  reply: SaleView,
  handle: ({ params, user }, ctx: Context) => readSale(params.sellerOrderId, user, ctx),
});
