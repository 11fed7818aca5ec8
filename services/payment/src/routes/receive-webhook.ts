import { Conflict, NotFound, route, type Stored, Unauthenticated } from '@credenza/service-kit';
import { z } from 'zod';
import { advanceOrLater, askAgain, record } from '../advance.ts';
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
  summary: "A provider's signed message about a charge. What it says, the provider is asked about where it may be old.",
  role: 'public',
  bodyKind: 'raw',
  consumes: ['application/json'],
  limit: { points: 1_200, seconds: 60, by: 'address' },
  params: z.object({ provider: z.string().max(40) }),
  problems: ['unauthenticated', 'conflict', 'unavailable'],
  async handle({ params, rawBody, request, address }, ctx: Context) {
    const provider = ctx.providers.get(params.provider);
    if (!provider) throw new NotFound('provider');
    const message = await provider.verifyWebhook(rawBody, request.headers, ctx.now());
    if (!message) {
      await ctx.limits.consume('forged webhooks', forged, address); // nobody fills the audit log from outside
      await ctx.audit.record({ act: 'webhook.refused', actor: address, subject: provider.name, outcome: 'refused' });
      throw new Unauthenticated('The webhook is not signed as agreed.');
    }
    const { id, charge } = message;
    if (charge === undefined || (await ctx.webhooks.isHandled(provider.name, id))) return;
    const { key, amount, currency, result } = charge;
    const payment = await ctx.payments.aggregates.get(key);
    if (payment.provider !== provider.name) throw new NotFound('payment');
    if (payment.amount !== amount || payment.currency !== currency) {
      await auditMismatch(payment, id, charge, ctx);
      throw new Conflict('The payment is about another amount.');
    }
    const after = result ? await record(key, result, ctx) : await askAgain(payment, ctx);
    await advanceOrLater(after, ctx);
    const said = result?.status ?? 'something has changed';
    await ctx.webhooks.note(provider.name, id, { paymentId: key, said, handledAt: ctx.now() });
  },
});

async function auditMismatch(
  payment: Stored<Payment>,
  message: string,
  said: NonNullable<WebhookEvent['charge']>,
  ctx: Context,
): Promise<void> {
  const { _id: subject, orderId, provider, amount, currency } = payment;
  const act = 'payment.amount-mismatch';
  const { amount: saidAmount, currency: saidCurrency, result } = said;
  await ctx.audit.record({
    act,
    actor: 'provider',
    subject,
    outcome: 'refused',
    key: `${subject}:${act}:${message}`,
    detail: { orderId, provider, message, amount, currency, saidAmount, saidCurrency, said: result?.status },
  });
}
