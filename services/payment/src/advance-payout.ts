import { changeAudited, type Decision, type Stored, Unavailable } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { nextTask, notePosted, type Payout, recordTransfer, skipPayout, type Task, takePayout } from './payout.ts';
import { whyNot } from './payout-plan.ts';
import { endDrafts, takeDraft, takenBy } from './payout-postings.ts';
import { ProviderRefusal } from './provider.ts';

type Rule = (payout: Stored<Payout>) => Decision<Payout> | undefined;

/**
 * Does what is missing for a payout, until it has come to its end or the bank says "later". It is safe to run twice, at once, and
 * after a crash at any point: the ledger takes the money under the payout's id, and the bank transfers it under the same.
 *
 * @param payout its state when last read
 * @param ctx the stores, the bank and the clock
 * @returns the state in the end
 * @throws Unavailable when the bank does not answer: go on later
 */
export async function advancePayout(payout: Stored<Payout>, ctx: Context): Promise<Stored<Payout>> {
  const task = nextTask(payout);
  return task === undefined ? payout : await advanceBy(task, payout, ctx);
}

/**
 * Asks the bank about a payout that may have come to its end already.
 *
 * @param payout its state when last read
 * @param ctx the stores, the bank and the clock
 * @returns the state in the end
 * @throws Unavailable when the bank does not answer
 */
export async function askBank(payout: Stored<Payout>, ctx: Context): Promise<Stored<Payout>> {
  return await advanceBy('ask', payout, ctx);
}

async function advanceBy(task: Task, payout: Stored<Payout>, ctx: Context): Promise<Stored<Payout>> {
  const rule = await doing[task](payout, ctx);
  let decided = false;
  const decide: Rule = (present) => {
    const decision = rule(present);
    decided = decision !== undefined;
    return decision;
  };
  const entry = { audit: ctx.audit, entriesOf };
  const after = await changeAudited(ctx.payouts.aggregates, payout._id, decide, entry);
  // A transfer that was just sent needs no question for a while.
  const settled = after.version === payout.version || (after.state === 'sent' && decided);
  return settled ? after : await advancePayout(after, ctx);
}

/**
 * Does the same for callers who need not know how it ends: the job goes on with it.
 *
 * @param payout its state when last read
 * @param ctx the stores, the bank and the clock
 * @returns the state in the end, or as it was when the bank did not answer
 */
export async function advancePayoutOrLater(payout: Stored<Payout>, ctx: Context): Promise<Stored<Payout>> {
  try {
    return await advancePayout(payout, ctx);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    ctx.log.warn({ err: error, payoutId: payout._id }, 'a payout stays open and will be gone on with');
    return payout;
  }
}

const doing: Record<Task, (payout: Stored<Payout>, ctx: Context) => Promise<Rule>> = {
  async take(payout, ctx) {
    const seller = (await ctx.sellers.of([payout.sellerId])).get(payout.sellerId);
    const stays = whyNot(payout.amount, 1, seller);
    // The ledger may hold it already: a process that died after it must not be told by a shop that was suspended since.
    const posting = stays
      ? await ctx.ledger.get(`payout:${payout._id}`)
      : await ctx.ledger.post(takeDraft(payout, ctx.payoutMinimum));
    if (!posting) return (present) => skipPayout(present, stays ?? 'below-minimum', ctx.now());
    return (present) => takePayout(present, takenBy(posting), ctx.now());
  },
  async send({ _id, sellerId, amount, currency }, ctx) {
    try {
      const result = await ctx.bank.send({ payoutId: _id, sellerId, amount, currency });
      return (present) => recordTransfer(present, result, ctx.now());
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      return (present) => recordTransfer(present, { status: 'returned', reason: error.message }, ctx.now());
    }
  },
  async ask({ _id }, ctx) {
    const result = await ctx.bank.find(_id);
    return (present) => result && recordTransfer(present, result, ctx.now());
  },
  async book(payout, ctx) {
    for (const draft of endDrafts(payout)) await ctx.ledger.post(draft);
    return (present) => (present.version === payout.version ? notePosted(present) : undefined);
  },
};

function entriesOf(before: Payout, after: Stored<Payout>) {
  const { _id: subject, batchId, sellerId, amount, currency, reference, reason, state } = after;
  if (before.state === state) return [];
  const act = `payout.${state}`;
  return [
    {
      act,
      actor: state === 'taken' || state === 'skipped' ? 'system' : 'provider',
      subject,
      outcome: state === 'skipped' || state === 'returned' ? ('refused' as const) : ('done' as const),
      key: `${subject}:${act}`,
      detail: { batchId, sellerId, amount, currency, reference, reason },
    },
  ];
}
