import { route } from '@credenza/service-kit';
import type { z } from 'zod';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { Overview, overview } from '../overview.ts';
import { RangeQuery } from '../range.ts';

export const getOverview = route({
  method: 'get',
  path: '/api/seller/overview',
  summary: "Your shop's figures of some days beside those of as many days before.",
  role: 'seller',
  query: RangeQuery,
  reply: Overview,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof Overview>> {
    return await overview(await ask(user, query, ctx), ctx.sums);
  },
});
