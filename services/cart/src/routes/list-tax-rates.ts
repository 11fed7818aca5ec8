import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { taxedCountries, usualRate } from '../tax-table.ts';
import { TaxView, taxView } from '../tax-view.ts';

export const listTaxRates = route({
  method: 'get',
  path: '/api/cart/tax-rates',
  summary: 'The tax of every country that is known, and what an admin has set instead.',
  role: 'admin',
  reply: z.object({ items: z.array(TaxView) }),
  async handle(_input, ctx: Context) {
    const set = new Map((await ctx.taxOverrides.all()).map((one) => [one._id, one]));
    const countries = [...new Set([...taxedCountries, ...set.keys()])].sort();
    return { items: countries.map((country) => taxView(country, set.get(country) ?? usualRate(country))) };
  },
});
