import { job } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Says what a crash has left unsaid about stock. */
export const tellStock = job({
  name: 'tell-stock',
  schedule: '@every 10s',
  summary: 'Announces what ran out, came back or runs low and nobody was told.',
  async run(ctx: Context) {
    for (const stock of await ctx.stocks.withNews(500)) await ctx.announcer.say(stock);
  },
});
