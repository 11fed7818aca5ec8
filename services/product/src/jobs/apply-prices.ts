import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';

const batch = 200;
const maxRounds = 50;

/** Changes prices whose time has come or is over; what was missed is caught up with, whatever it was. */
export const applyPrices = job({
  name: 'apply-prices',
  schedule: '@every 5s',
  summary: 'Begins and ends scheduled prices.',
  async run(ctx: Context) {
    const failures: unknown[] = [];
    for (let round = 0; round < maxRounds && failures.length === 0; round += 1) {
      const due = await ctx.products.withDuePrices(ctx.now(), batch);
      for (const productId of due) await ctx.products.reprice(productId).catch((error) => failures.push(error));
      if (due.length < batch) break;
    }
    // One product that fails keeps none of the others waiting.
    if (failures.length > 0) throw new AggregateError(failures, 'some prices will be changed later');
  },
});
