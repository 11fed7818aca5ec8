import { BatchId, Currency, marketplaceCurrency, newId } from '@credenza/contracts';
import { Conflict, type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Batch } from '../batch.ts';
import type { Context } from '../context.ts';
import type { Payout } from '../payout.ts';
import { BatchView, batchView } from '../payout-view.ts';
import { planPayouts } from '../plan-payouts.ts';

/** Payouts that are written together. */
const together = 500;

/** Freezes who would be paid now and how much. The batch is stored last: before, nobody can approve what is not complete. */
export const createBatch = route({
  method: 'post',
  path: '/api/payments/admin/payout-batches',
  summary: 'Propose a batch of payouts: everybody who can be paid now, with all that is available; nothing moves yet.',
  role: 'admin',
  idempotency: 'required',
  status: 201,
  body: z.object({ currency: Currency.default(marketplaceCurrency) }),
  reply: BatchView,
  problems: ['conflict'],
  async handle({ body: { currency }, user }, ctx: Context): Promise<Reply<z.input<typeof BatchView>>> {
    await refuseSecond(currency, ctx);
    const batchId = newId(BatchId);
    const createdAt = ctx.now();
    const batch: Batch = { currency, state: 'proposed', count: 0, amount: 0, createdBy: user.id, createdAt };
    let payouts: Payout[] = [];
    for await (const { sellerId, available: amount, stays } of planPayouts(currency, ctx)) {
      if (stays) continue;
      payouts.push({ batchId, sellerId, amount, currency, state: 'proposed', createdAt });
      batch.count += 1;
      batch.amount += amount;
      if (payouts.length < together) continue;
      await ctx.payouts.propose(payouts);
      payouts = [];
    }
    if (batch.count === 0) throw new Conflict('There is nobody who can be paid out now.');
    await ctx.payouts.propose(payouts);
    const detail = { currency, count: batch.count, amount: batch.amount };
    const entry = { act: 'payouts.proposed', actor: user.id, subject: batchId, detail };
    await ctx.audit.before(entry, async () => {
      if (await ctx.batches.aggregates.create(batchId, batch)) return;
      await ctx.payouts.withdraw(batchId);
      await refuseSecond(currency, ctx);
      throw new Conflict('Another batch was proposed at the same moment.');
    });
    return versioned(batchView({ ...batch, _id: batchId, version: 1 }), 1);
  },
});

async function refuseSecond(currency: string, ctx: Context): Promise<void> {
  const waiting = await ctx.batches.proposed(currency);
  if (waiting) throw new Conflict('Another batch waits for a decision.', { batchId: waiting._id });
}
