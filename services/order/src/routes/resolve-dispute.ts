import { Amount, DisputeId, newId, RefundId } from '@credenza/contracts';
import { NotFound, route } from '@credenza/service-kit';
import { z } from 'zod';
import { CaseView, caseOf, caseView } from '../case-view.ts';
import { changeRecorded } from '../change-recorded.ts';
import type { Context } from '../context.ts';
import { resolveDispute as resolve } from '../disputes.ts';
import { Note } from '../wishes.ts';

export const resolveDispute = route({
  method: 'post',
  path: '/api/orders/admin/disputes/:disputeId/resolve',
  summary: 'Decide a dispute: give the buyer an amount back, or dismiss it.',
  role: 'admin',
  idempotency: 'required',
  params: z.object({ disputeId: DisputeId }),
  body: z.discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('refunded'),
      amount: Amount.min(1).meta({ description: 'for the buyer; at most what is left of this shop’s part' }),
      note: Note,
    }),
    z.strictObject({ outcome: z.literal('dismissed'), note: Note }),
  ]),
  reply: CaseView,
  problems: ['conflict'],
  async handle({ params, body, user, idempotencyKey: key = '' }, ctx: Context) {
    const { disputeId } = params;
    const orderId = await ctx.orders.ofDispute(disputeId);
    if (!orderId) throw new NotFound('dispute');
    const amount = body.outcome === 'refunded' ? body.amount : undefined;
    const ruling = { disputeId, note: body.note, refundId: newId(RefundId), amount };
    const now = ctx.now();
    const after = await changeRecorded(
      orderId,
      (order) => {
        const { sellerOrderId } = caseOf(order, disputeId).part;
        return resolve(order, { sellerOrderId, by: 'admin', now, key: `${user.id}:${disputeId}` }, ruling);
      },
      { actor: user.id, key, records: { act: 'dispute.resolved', subject: disputeId, detail: body } },
      ctx,
    );
    return caseView(after, disputeId);
  },
});
