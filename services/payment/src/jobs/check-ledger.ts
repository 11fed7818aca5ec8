import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Findings that the log shows. */
const shown = 20;

/** Looks whether the ledger is as it must be, and has what was never posted (such as orders from before there was a ledger) posted. */
export const checkLedger = job({
  name: 'check-ledger',
  schedule: '@every 30m',
  summary: 'Checks that the ledger sums to zero and says what the payments and payouts say.',
  leaseMs: 30 * 60_000,
  async run(ctx: Context) {
    const { findings, postings } = await ctx.checkLedger();
    await ctx.drift.note({ at: ctx.now(), postings, findings: findings.length });
    for (const finding of findings.slice(0, shown)) ctx.log.error(finding, 'the ledger is not as it must be');
    const missing = findings.flatMap(({ neverPosted }) => (neverPosted === undefined ? [] : [neverPosted]));
    if (missing.length > 0) await ctx.payments.bookAgain(missing, ctx.now());
  },
});
