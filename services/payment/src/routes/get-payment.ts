import { PaymentId } from '@credenza/contracts';
import { ownedBy, type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { PaymentView, view } from '../view.ts';

/** One payment; somebody else's does not exist for a buyer. */
export const getPayment = route({
  method: 'get',
  path: '/api/payments/:paymentId',
  summary: 'One payment: your own, or any for an admin.',
  role: 'user',
  params: z.object({ paymentId: PaymentId }),
  reply: PaymentView,
  async handle({ params, user }, ctx: Context): Promise<Reply<PaymentView>> {
    const payment = await ctx.payments.aggregates.get(params.paymentId);
    ownedBy(user, payment.buyerId, 'payment');
    return versioned(view(payment, user, ctx), payment.version);
  },
});
