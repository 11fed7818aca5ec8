import { randomUUID } from 'node:crypto';
import { Currency, PaymentId } from '@credenza/contracts';
import { Invalid } from '@credenza/service-kit';
import { z } from 'zod';
import { type ChargeResult, type Provider, ProviderRefusal } from './provider.ts';
import type { SandboxCharge, SandboxCharges } from './sandbox.store.ts';
import type { SandboxTransfers } from './sandbox-bank.store.ts';
import { feeOf } from './sandbox-fee.ts';
import { sandboxStatement } from './sandbox-statement.ts';
import { isSigned } from './signature.ts';

/** The header that carries the sandbox's signature. */
export const signatureHeader = 'sandbox-signature';

/** What each test token does; any other token is declined. */
export const sandboxTokens = {
  tok_approve: 'charges at once',
  tok_decline: 'declines: card_declined',
  tok_insufficient_funds: 'declines: insufficient_funds',
  tok_timeout: 'charges, but its first answer never comes',
  tok_retry: 'is unavailable twice or for two seconds, whichever ends first, then charges',
  tok_async: 'says later, with a webhook, that it has charged',
  tok_refund_retry: 'charges at once; the answers to the first two refunds get lost',
} as const;

const opening: Record<string, SandboxCharge['status']> = {
  tok_approve: 'approved',
  tok_timeout: 'approved',
  tok_refund_retry: 'approved',
  tok_retry: 'trying',
  tok_async: 'pending',
};
const webhookAfterMs = 1_000;
/** An outage ends for everybody at some time: were it only counted per charge, a crowd would keep the circuit open for ever. */
const outageMs = 2_000;

/** The body of the sandbox's webhooks. */
export const SandboxMessage = z.object({
  id: z.string().min(1).max(100),
  charge: z.object({
    key: PaymentId,
    amount: z.int().min(0),
    currency: Currency,
    result: z.discriminatedUnion('status', [
      z.object({ status: z.literal('approved'), reference: z.string(), fee: z.int().min(0) }),
      z.object({ status: z.literal('declined'), reference: z.string(), reason: z.string() }),
      z.object({ status: z.literal('canceled') }),
    ]),
  }),
});
export type SandboxMessage = z.input<typeof SandboxMessage>;

/**
 * Makes the built-in provider: it behaves like another company, with books of its own that outlive us, and test
 * tokens for what can go wrong on the way.
 *
 * @param parts its books and its bank's, the secret it signs webhooks with, and the clock
 * @returns the provider
 */
export function makeSandbox(parts: {
  charges: SandboxCharges;
  transfers: SandboxTransfers;
  secret: string;
  now(): Date;
}): Provider {
  const { charges, transfers, secret, now } = parts;

  return {
    name: 'sandbox',
    takes: (token) => token.startsWith('tok_'),

    async charge({ key, token, amount, currency }, signal) {
      const status = opening[token] ?? 'declined';
      const createdAt = now();
      const dueAt = new Date(createdAt.getTime() + webhookAfterMs);
      const entered = await charges.enter({
        _id: key,
        token,
        amount,
        currency,
        status,
        reference: `sbx_${randomUUID()}`,
        calls: 1,
        createdAt,
        ...(status === 'approved' && { decidedAt: createdAt }),
        ...(status === 'pending' && { webhook: { id: `whk_${randomUUID()}`, dueAt } }),
      });
      // A key whose charge was canceled before it arrived has no amount to compare.
      if (entered.status === 'canceled') return { status: 'canceled' };
      if (entered.amount !== amount || entered.currency !== currency || entered.token !== token)
        throw new ProviderRefusal(`The key ${key} belongs to another charge.`);
      if (token === 'tok_timeout' && entered.calls === 1) return await silence(signal);
      if (entered.status !== 'trying') return resultOf(entered);
      const outage = createdAt.getTime() - entered.createdAt.getTime() < outageMs;
      if (entered.calls < 3 && outage) throw new Error('the sandbox is unavailable');
      return resultOf((await charges.decide(key, 'approved', createdAt)) ?? entered);
    },

    async find(key) {
      const found = await charges.find(key);
      return found && resultOf(found);
    },

    async cancel(key) {
      const never = { token: '', amount: 0, currency: '', reference: `sbx_${randomUUID()}`, calls: 0 };
      const entered = await charges.enter({ _id: key, ...never, status: 'canceled', createdAt: now() });
      return resultOf((await charges.decide(key, 'canceled', now())) ?? entered);
    },

    async refund({ key, refundId, amount }) {
      const refund = { id: refundId, amount, reference: `sbr_${refundId}`, at: now() };
      const charge = amount > 0 ? await charges.giveBack(key, refund) : undefined;
      if (!charge) throw new ProviderRefusal(`There is no charge under ${key} that has ${amount} to give back.`);
      if (charge.token === 'tok_refund_retry' && (charge.refundCalls ?? 0) < 3)
        throw new Error('the answer of the sandbox got lost');
      return refund.reference;
    },

    async verifyWebhook(body, headers, at) {
      const signature = headers[signatureHeader];
      if (!isSigned(typeof signature === 'string' ? signature : undefined, body, secret, at)) return undefined;
      const message = SandboxMessage.safeParse(parsedJson(body));
      if (!message.success) throw new Invalid('The webhook is not as the sandbox writes them.');
      return message.data;
    },

    statement: (since, until) => sandboxStatement({ charges, transfers }, { since, until }),
  };
}

/**
 * What the sandbox says about a charge.
 *
 * @param charge the charge in its books
 * @returns the provider's answer; a charge that has not got through yet counts as pending
 */
export function resultOf(charge: SandboxCharge): ChargeResult {
  const { reference } = charge;
  if (charge.status === 'approved') return { status: 'approved', reference, fee: feeOf(charge.amount) };
  if (charge.status === 'declined') return { status: 'declined', reference, reason: reasonOf(charge.token) };
  return charge.status === 'canceled' ? { status: 'canceled' } : { status: 'pending', reference };
}

function reasonOf(token: string): string {
  if (token === 'tok_decline') return 'card_declined';
  return token === 'tok_insufficient_funds' ? 'insufficient_funds' : 'invalid_token';
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
