import { newId, OrderId, RefundId } from '@credenza/contracts';
import { Invalid, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { StoredOrder } from '../order-state.ts';
import type { Pieces } from '../part.ts';
import { inTurn } from '../part-change.ts';
import { changePurchase } from '../purchase-access.ts';
import { cancelPieces } from '../reduce.ts';
import { OrderView } from '../view.ts';
import { PiecesWish, Reason } from '../wishes.ts';

export const cancelLines = route({
  method: 'post',
  path: '/api/orders/:orderId/cancel-lines',
  summary: 'Cancel pieces that are paid and not packed yet, all or none; their money comes back.',
  role: 'buyer',
  idempotency: 'required',
  ifMatch: 'optional',
  params: z.object({ orderId: OrderId }),
  body: z.object({ pieces: PiecesWish, reason: Reason.optional() }),
  reply: OrderView,
  problems: ['conflict'],
  async handle({ params, body, ...request }, ctx: Context) {
    const { orderId } = params;
    const refundIds = body.pieces.map(() => newId(RefundId));
    const records = { act: 'order.reduced', subject: orderId, detail: body };
    return await changePurchase(orderId, { ...request, records }, ctx, (order, actOn) =>
      inTurn(
        order,
        byPart(order, body.pieces).map(({ sellerOrderId, pieces }, index) => (present) => {
          const refundId = refundIds[index] ?? newId(RefundId);
          return cancelPieces(present, actOn(sellerOrderId), { refundId, pieces, reason: body.reason });
        }),
      ),
    );
  },
});

function byPart(order: StoredOrder, pieces: Pieces[]) {
  const sellerOf = (lineId: string) => order.lines.find((line) => line.lineId === lineId)?.sellerId;
  const stray = pieces.findIndex(({ lineId }) => sellerOf(lineId) === undefined);
  if (stray >= 0)
    throw new Invalid('A line is not in this order.', [
      { field: `body.pieces.${stray}.lineId`, message: 'is not in the order' },
    ]);
  return order.sellerOrders.flatMap(({ sellerOrderId, sellerId }) => {
    const own = pieces.filter(({ lineId }) => sellerOf(lineId) === sellerId);
    return own.length > 0 ? [{ sellerOrderId, pieces: own }] : [];
  });
}
