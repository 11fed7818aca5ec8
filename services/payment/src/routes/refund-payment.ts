import { PaymentId } from '@credenza/contracts';
import { changeAudited, type Reply, route, versioned } from '@credenza/service-kit';
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
    const { paymentId } = params;
    const act = 'payment.refund-ordered';
    const payment = await changeAudited(ctx.payments.aggregates, paymentId, (one) => orderRefund(one, ctx.now()), {
      audit: ctx.audit,
      entriesOf: ({ orderId, amount, currency }) => [
        {
          act,
          actor: user.id,
          subject: paymentId,
          outcome: 'done',
          key: `${paymentId}:${act}:${user.id}`,
          detail: { orderId, amount, currency, reason: body.reason },
        },
      ],
    });
    const after = await advanceOrLater(payment, ctx);
    return versioned(view(after, user, ctx), after.version);
  },
});
