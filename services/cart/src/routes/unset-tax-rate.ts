import { changeAudited, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Country } from '../country.ts';
import { usualRate } from '../tax-table.ts';
import { TaxView, taxView } from '../tax-view.ts';

export const unsetTaxRate = route({
  method: 'delete',
  path: '/api/cart/tax-rates/:country',
  summary: 'Let the table count again for a country.',
  role: 'admin',
  ifMatch: 'optional',
  params: z.object({ country: Country }),
  reply: TaxView,
  async handle({ params: { country }, user, ifVersion }, ctx: Context) {
    const act = 'tax-rate.unset';
    await changeAudited(
      ctx.taxOverrides.aggregates,
      country,
      ({ off }) => (off ? undefined : { state: { off: true }, facts: [] }),
      {
        ifVersion,
        audit: ctx.audit,
        entriesOf: ({ version }) => [
          {
            act,
            actor: user.id,
            subject: country,
            outcome: 'done',
            key: `${country}:${act}:${user.id}:${version}`,
          },
        ],
      },
    );
    return taxView(country, usualRate(country));
  },
});
