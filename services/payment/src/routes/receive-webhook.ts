import { Conflict, NotFound, route, type Stored, Unauthenticated } from '@credenza/service-kit';
import { z } from 'zod';
import { advanceOrLater, record } from '../advance.ts';
import type { Context } from '../context.ts';
import type { Payment } from '../payment.ts';
import type { WebhookEvent } from '../provider.ts';

/** How many webhooks with a wrong signature one address may send before it is not listened to. */
const forged = { points: 30, seconds: 60 };

/**
 * Takes what a provider tells us by itself. It is answered with success only after it has had its effect, so that the
 * provider sends again whatever came too early or could not be finished.
 */
export const receiveWebhook = route({
  method: 'post',
  path: '/api/payments/webhooks/:provider',
  summary: "A provider's signed message about a charge (HMAC-SHA256 over time and body, five minutes of tolerance).",
  role: 'public',
  bodyKind: 'raw',
  consumes: ['application/json'],
  limit: { points: 1_200, seconds: 60, by: 'address' },
  params: z.object({ provider: z.string().max(40) }),
  problems: ['unauthenticated', 'conflict'],
  async handle({ params, rawBody, request, address }, ctx: Context) {
    const provider = ctx.providers.get(params.provider);
    if (!provider) throw new NotFound('provider');
    const message = provider.verifyWebhook(rawBody, request.headers, ctx.now());
    if (!message) {
      await ctx.limits.consume('forged webhooks', forged, address); // nobody fills the audit log from outside
      await ctx.audit.record({ act: 'webhook.refused', actor: address, subject: provider.name, outcome: 'refused' });
      throw new Unauthenticated('The webhook is not signed as agreed.');
    }
    if (await ctx.webhooks.isHandled(provider.name, message.id)) return;
    const { key, amount, currency, result } = message;
    const payment = await ctx.payments.aggregates.get(key);
    if (payment.provider !== provider.name) throw new NotFound('payment');
    if (payment.amount !== amount || payment.currency !== currency) {
      await auditMismatch(payment, provider.name, message, ctx);
      throw new Conflict('The payment is about another amount.');
    }
    await advanceOrLater(await record(key, result, ctx), ctx);
    await ctx.webhooks.note(provider.name, message.id, { paymentId: key, said: result.status, handledAt: ctx.now() });
  },
});

async function auditMismatch(payment: Stored<Payment>, provider: string, said: WebhookEvent, ctx: Context) {
  const { _id: subject, orderId, amount, currency } = payment;
  const act = 'payment.amount-mismatch';
  const { id: message, amount: saidAmount, currency: saidCurrency, result } = said;
  await ctx.audit.record({
    act,
    actor: 'provider',
    subject,
    outcome: 'refused',
    key: `${subject}:${act}:${message}`,
    detail: { orderId, provider, message, amount, currency, saidAmount, saidCurrency, said: result.status },
  });
}
