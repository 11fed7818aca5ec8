import { newId, ParcelId, SellerOrderId } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ship } from '../fulfil.ts';
import { changeSale } from '../sale-access.ts';
import { SaleView } from '../sale-view.ts';
import { PiecesWish } from '../wishes.ts';

export const shipSale = route({
  method: 'post',
  path: '/api/orders/sales/:sellerOrderId/ship',
  summary: 'Send a parcel, with everything that is left or with some pieces.',
  role: ['seller', 'admin'],
  idempotency: 'required',
  ifMatch: 'optional',
  params: z.object({ sellerOrderId: SellerOrderId }),
  body: z.object({
    carrier: z.string().trim().min(1).max(60),
    tracking: z.string().trim().min(1).max(100).optional(),
    pieces: PiecesWish.optional().meta({ description: 'missing for everything that is left to send' }),
  }),
  reply: SaleView,
  problems: ['conflict'],
  async handle({ params, body, ...request }, ctx: Context) {
    const parcelId = newId(ParcelId);
    const dueAt = new Date(ctx.now().getTime() + ctx.autoDeliverMs);
    return await changeSale(params.sellerOrderId, request, ctx, (order, act) =>
      ship(order, act, { ...body, parcelId, dueAt }),
    );
  },
});
