import { PaymentId } from '@credenza/contracts';
import { type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { advanceOrLater } from '../advance.ts';
import type { Context } from '../context.ts';
import { orderRefund } from '../payment.ts';
import { PaymentView, view } from '../view.ts';

/** Orders a full refund. The order for it is stored first, so it is carried out even when the provider is away. */
export const refundPayment = route({
  method: 'post',
  path: '/api/payments/:paymentId/refund',
  summary: 'Give the whole amount back; `refunding` in the answer means that the provider has yet to confirm it.',
  role: 'admin',
  idempotency: 'required',
  status: 202,
  params: z.object({ paymentId: PaymentId }),
  body: z.object({ reason: z.string().trim().min(3).max(300) }),
  reply: PaymentView,
  problems: ['conflict'],
  async handle({ params, body, user }, ctx: Context): Promise<Reply<PaymentView>> {
    const payment = await ctx.payments.aggregates.change(params.paymentId, (one) => orderRefund(one, ctx.now()));
    const act = { act: 'payment.refund-ordered', actor: user.id, subject: payment._id, outcome: 'done' as const };
    await ctx.audit.record({ ...act, detail: { reason: body.reason, amount: payment.amount } });
    const after = await advanceOrLater(payment, ctx);
    return versioned(view(after, user), after.version);
  },
});
