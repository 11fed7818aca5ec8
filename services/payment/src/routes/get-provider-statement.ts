import { Readable } from 'node:stream';
import { NotFound, RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { writeStatement } from '../provider-statement.ts';

/** The provider's own words, in the columns that a comparison takes. */
export const getProviderStatement = route({
  method: 'get',
  path: '/api/payments/admin/:provider/statement',
  summary:
    "A provider's own statement of a period as CSV: charges, fees, refunds, payouts, and what we have not caused.",
  role: 'admin',
  params: z.object({ provider: z.string().max(40) }),
  query: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
  produces: 'text/csv',
  async handle({ params, query }, ctx: Context) {
    const provider = ctx.providers.get(params.provider);
    if (!provider) throw new NotFound('provider');
    const rows = provider.statement(new Date(query.since), new Date(query.until));
    return new RawReply(Readable.from(writeStatement(rows)), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="statement.csv"',
      'cache-control': 'no-store',
    });
  },
});
