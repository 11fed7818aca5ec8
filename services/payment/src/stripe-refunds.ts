import type Stripe from 'stripe';
import { ProviderRefusal, type Refund } from './provider.ts';
import { toProvider } from './provider-amount.ts';
import { speaking } from './stripe-client.ts';

/**
 * Gives a part of an intent's money back. Stripe forgets idempotency keys after a day, so the intent's refunds are looked through
 * first; the key keeps two requests at once apart.
 *
 * @param client Stripe's client
 * @param intent the intent's id
 * @param refund how much, and the refund's own key
 * @returns Stripe's name for the refund
 * @throws ProviderRefusal when Stripe will not give it back
 */
export async function giveBack(client: Stripe, intent: string, refund: Refund): Promise<string> {
  const { key, refundId, currency } = refund;
  const amount = toProvider(refund.amount, currency);
  if (amount === undefined || amount === 0) throw new ProviderRefusal(`Stripe cannot give ${refund.amount} back.`);
  const found = await speaking(async () => {
    for await (const one of client.refunds.list({ payment_intent: intent, limit: 100 }))
      if (one.metadata?.refundId === refundId) return one;
    return await client.refunds.create(
      { payment_intent: intent, amount, metadata: { refundId, key } },
      { idempotencyKey: refundId },
    );
  });
  if (found.amount !== amount) throw new ProviderRefusal(`The key ${refundId} belongs to another refund.`);
  if (found.status === 'failed' || found.status === 'canceled')
    throw new ProviderRefusal(`The refund ${found.id} has ${found.status}: ${found.failure_reason ?? 'no reason'}`);
  return found.id;
}
