import { PaymentId } from '@credenza/contracts';
import { Invalid, ownedBy, type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { advanceOrLater, askAgain } from '../advance.ts';
import type { Context } from '../context.ts';
import { CheckoutProof } from '../provider.ts';
import { PaymentView, view } from '../view.ts';

/** The browser says only that it is back; whether there was a charge, the provider says. Its webhook may come before or after. */
export const returnToPayment = route({
  method: 'post',
  path: '/api/payments/:paymentId/return',
  summary: "Come back from the provider's form; the provider is asked how the charge stands.",
  role: 'user',
  limit: { points: 30, seconds: 60 },
  params: z.object({ paymentId: PaymentId }),
  body: z.object({ proof: CheckoutProof.optional().meta({ description: "what Razorpay's form has handed out" }) }),
  reply: PaymentView,
  problems: ['conflict', 'unavailable'],
  async handle({ params, body: { proof }, user }, ctx: Context): Promise<Reply<PaymentView>> {
    const payment = await ctx.payments.aggregates.get(params.paymentId);
    ownedBy(user, payment.buyerId, 'payment');
    const { _id: subject, provider, orderId } = payment;
    if (proof && (await ctx.providers.get(provider)?.proves?.(subject, proof)) === false) {
      const detail = { orderId, provider, saidOrder: proof.orderId, saidPayment: proof.paymentId };
      const act = 'payment.return-refused';
      await ctx.audit.record({ act, actor: user.id, subject, outcome: 'refused', key: `${subject}:${act}`, detail });
      throw new Invalid('The proof is not about this payment.', [{ field: 'body.proof', message: 'is not signed' }]);
    }
    const after = await advanceOrLater(await askAgain(payment, ctx), ctx);
    return versioned(view(after, user, ctx), after.version);
  },
});
