import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { digestOf, lastWeek } from '../seller/digest/digest.ts';
import { dayMs } from '../seller/history.ts';
import { adviseOnStock } from '../seller/stock-advice.ts';

/** Sums up each shop's last week; what a crash left out is made up for an hour later. */
export const prepareDigests = job({
  name: 'prepare-digests',
  schedule: '@every 1h',
  summary: "Sums up every shop's last whole week, once.",
  leaseMs: 30 * 60_000,
  async run(ctx: Context) {
    const week = lastWeek(ctx.now());
    const since = new Date(week.from.getTime() - 7 * dayMs);
    for (const shop of await ctx.wares.shops()) {
      if (await ctx.digests.has(shop, week.from)) continue;
      const sold = await ctx.sales.ofShop(shop, since);
      await ctx.digests.put(shop, week.from, digestOf(shop, week, { sold, stock: await adviseOnStock(ctx, shop) }));
    }
  },
});
