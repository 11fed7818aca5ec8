import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { DayRow, days } from '../days.ts';
import { RangeQuery } from '../range.ts';

const Reply = z.object({ currency: z.string(), items: z.array(DayRow) });

export const listDays = route({
  method: 'get',
  path: '/api/seller/days',
  summary: "Your shop's figures of each day.",
  role: 'seller',
  query: RangeQuery,
  reply: Reply,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof Reply>> {
    const asked = await ask(user, query, ctx);
    return { currency: asked.currency, items: await days(asked, ctx.sums) };
  },
});
