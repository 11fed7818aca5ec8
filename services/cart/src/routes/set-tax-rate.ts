import { route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Country } from '../country.ts';
import { setAudited } from '../set-audited.ts';
import { TaxFields, TaxView, taxView } from '../tax-view.ts';

export const setTaxRate = route({
  method: 'put',
  path: '/api/cart/tax-rates/:country',
  summary: 'Set the tax of a country, instead of what the table says.',
  role: 'admin',
  ifMatch: 'optional',
  params: z.object({ country: Country }),
  body: TaxFields,
  reply: TaxView,
  async handle({ params: { country }, body, user, ifVersion }, ctx: Context) {
    const act = 'tax-rate.set';
    const entry = { act, actor: user.id, subject: country, outcome: 'done' as const, detail: body };
    const { standardBasisPoints: standard, reducedBasisPoints: reduced, included } = body;
    const rate = { standard, reduced, included, off: false };
    const set = await setAudited(ctx.taxOverrides.aggregates, country, rate, { entry, ifVersion, ctx });
    return versioned(taxView(country, set), set.version);
  },
});
