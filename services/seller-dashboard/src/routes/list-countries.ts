import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { CountryRow, countries } from '../countries.ts';
import { RangeQuery } from '../range.ts';

const Reply = z.object({ currency: z.string(), items: z.array(CountryRow) });

export const listCountries = route({
  method: 'get',
  path: '/api/seller/countries',
  summary: 'Where your buyers are, the country that bought for most first.',
  role: 'seller',
  query: RangeQuery,
  reply: Reply,
  async handle({ query, user }, ctx: Context): Promise<z.input<typeof Reply>> {
    const asked = await ask(user, query, ctx);
    return { currency: asked.currency, items: await countries(asked, ctx.sums) };
  },
});
