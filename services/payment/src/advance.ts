import { Conflict, changeAudited, type Decision, type Stored, Unavailable } from '@credenza/service-kit';
import { bookOrLater } from './book.ts';
import type { Context } from './context.ts';
import type { GuardedProvider } from './guard.ts';
import { nextPart, recordPart, refusePart } from './part-refund.ts';
import {
  delay,
  nextQuestion,
  type PartRefund,
  type Payment,
  type Question,
  recordCharge,
  recordRefund,
  refundIdOf,
  restOf,
} from './payment.ts';
import { type ChargeResult, ProviderRefusal } from './provider.ts';

/** A rule that takes in what was learned. */
type Rule = (payment: Stored<Payment>) => Decision<Payment> | undefined;

/**
 * Asks the provider what is missing, writes the answer down, and goes on until the payment is settled or the provider
 * says "later". It is safe to run twice, at once, and after a crash at any point: each question has its own idempotency
 * key, and each answer is written once.
 *
 * @param payment its state when last read
 * @param ctx the stores, providers and clock
 * @returns the state in the end
 * @throws Unavailable when nobody knows what the provider has done: ask again later; ProviderRefusal when it will not do it
 */
export async function advance(payment: Stored<Payment>, ctx: Context): Promise<Stored<Payment>> {
  const question = nextQuestion(payment, ctx.now());
  if (question === undefined) return payment;
  const provider = providerOf(payment, ctx);
  const learned = await asking[question](payment, provider, ctx).catch(async (error: unknown) => {
    if (error instanceof ProviderRefusal) await auditRefusal(payment, question, error, ctx);
    else if (provider.circuit() > 0) await write(payment._id, (present) => delay(present, ctx.now()), ctx);
    throw error;
  });
  const after = await write(payment._id, learned, ctx);
  const settled = after.state !== payment.state || question === 'refundPart';
  return settled ? await advance(after, ctx) : after;
}

/**
 * Does the same for callers who need not know how it ends: what the provider does not do now, the job asks for again.
 *
 * @param payment its state when last read
 * @param ctx the stores, providers and clock
 * @returns the state in the end, or as it was when the provider did not go along
 */
export async function advanceOrLater(payment: Stored<Payment>, ctx: Context): Promise<Stored<Payment>> {
  try {
    return await advance(payment, ctx);
  } catch (error) {
    if (!(error instanceof Unavailable || error instanceof ProviderRefusal)) throw error;
    ctx.log.warn({ err: error, paymentId: payment._id }, 'a payment stays open and will be asked about again');
    return payment;
  }
}

/**
 * Asks the provider how a charge stands, in whatever state the payment is here: for news that only say that there is some.
 *
 * @param payment its state when last read
 * @param ctx the stores, providers and clock
 * @returns the state afterwards
 * @throws Unavailable when the provider does not answer; Conflict when it refuses to say
 */
export async function askAgain(payment: Stored<Payment>, ctx: Context): Promise<Stored<Payment>> {
  try {
    const result = await providerOf(payment, ctx).find(payment._id);
    return result ? await record(payment._id, result, ctx) : payment;
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    await auditRefusal(payment, 'find', error, ctx);
    throw new Conflict('The payment provider does not say what became of this payment.');
  }
}

function providerOf(payment: Payment, ctx: Context): GuardedProvider {
  const provider = ctx.providers.get(payment.provider);
  if (!provider) throw new ProviderRefusal(`The provider ${payment.provider} is not set up here.`);
  return provider;
}

/**
 * Writes down what somebody has learned about a charge, and audits it when it is news.
 *
 * @param paymentId the payment
 * @param result what the provider says
 * @param ctx the stores and clock
 * @returns the state afterwards
 * @throws NotFound when there is no such payment
 */
export async function record(paymentId: string, result: ChargeResult, ctx: Context): Promise<Stored<Payment>> {
  return await write(paymentId, (payment) => recordCharge(payment, result, ctx.now()), ctx);
}

const asking: Record<Question, (payment: Stored<Payment>, provider: GuardedProvider, ctx: Context) => Promise<Rule>> = {
  async charge({ _id, token = '', amount, currency }, provider, ctx) {
    return onCharge(await provider.charge({ key: _id, token, amount, currency }), ctx);
  },
  async find({ _id, reference = '' }, provider, ctx) {
    return onCharge((await provider.find(_id)) ?? { status: 'pending', reference }, ctx);
  },
  async cancel({ _id }, provider, ctx) {
    return onCharge(await provider.cancel(_id), ctx);
  },
  async refundPart(payment, provider, ctx) {
    const part = nextPart(payment);
    if (!part) return () => undefined;
    const { refundId, amount } = part;
    try {
      const reference = await giveBack(payment, refundId, amount, provider);
      return (present) => recordPart(present, refundId, reference, ctx.now());
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      // One part that the provider refuses must not stand in the way of the others.
      return (present) => refusePart(present, refundId, error.message, ctx.now());
    }
  },
  async refund(payment, provider, ctx) {
    const reference = await giveBack(payment, refundIdOf(payment._id), restOf(payment), provider);
    return (present) => recordRefund(present, reference, ctx.now());
  },
};

/** Pieces that had cost the buyer nothing give nothing back, and no provider takes a refund of nothing. */
async function giveBack(
  { _id: key, currency }: Stored<Payment>,
  refundId: PartRefund['refundId'],
  amount: number,
  provider: GuardedProvider,
): Promise<string | undefined> {
  return amount === 0 ? undefined : await provider.refund({ key, refundId, amount, currency });
}

function onCharge(result: ChargeResult, ctx: Context): Rule {
  return (payment) => recordCharge(payment, result, ctx.now());
}

/** What the provider says is recorded before it is written down: it is true whatever becomes of the change. */
async function write(paymentId: string, rule: Rule, ctx: Context): Promise<Stored<Payment>> {
  const entry = { audit: ctx.audit, entriesOf };
  const after = await changeAudited(ctx.payments.aggregates, paymentId, rule, entry);
  await bookOrLater(after, ctx);
  return after;
}

const acts: Partial<Record<Payment['state'], string>> = {
  succeeded: 'payment.charged',
  failed: 'payment.failed',
  refunding: 'payment.charged-too-late',
  refunded: 'payment.refunded',
};

function entriesOf(before: Payment, after: Stored<Payment>) {
  return [...moveEntries(before, after), ...partEntries(before, after)];
}

function moveEntries(before: Payment, after: Stored<Payment>) {
  const act = acts[after.state];
  if (act === undefined || after.state === before.state) return [];
  const { _id: subject, orderId, amount, currency, provider, reference, refundReference, reason } = after;
  return [
    {
      act,
      actor: 'provider',
      subject,
      outcome: after.state === 'failed' ? ('refused' as const) : ('done' as const),
      key: `${subject}:${act}`,
      detail: { orderId, amount, currency, provider, reference, refundReference, reason, from: before.state },
    },
  ];
}

function partEntries(before: Payment, after: Stored<Payment>) {
  const waited = new Set(
    (before.refunds ?? []).filter(({ status }) => status === 'ordered').map((one) => one.refundId),
  );
  return (after.refunds ?? [])
    .filter(({ refundId, status }) => waited.has(refundId) && status !== 'ordered')
    .map(({ refundId, sellerId, amount, status, reference, reason }) => ({
      act: 'payment.part-refunded',
      actor: 'provider',
      subject: after._id,
      outcome: status === 'settled' ? ('done' as const) : ('refused' as const),
      key: `${after._id}:part-refunded:${refundId}`,
      detail: { refundId, sellerId, amount, currency: after.currency, reference, reason },
    }));
}

async function auditRefusal(
  payment: Stored<Payment>,
  question: Question,
  refusal: ProviderRefusal,
  ctx: Context,
): Promise<void> {
  const { _id: subject, orderId, amount, currency, provider, reference } = payment;
  const act = `payment.${question}-refused`;
  await ctx.audit.record({
    act,
    actor: 'provider',
    subject,
    outcome: 'refused',
    key: `${subject}:${act}`,
    detail: { orderId, amount, currency, provider, reference, reason: refusal.message },
  });
}
