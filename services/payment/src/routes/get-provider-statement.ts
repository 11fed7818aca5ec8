import { Readable } from 'node:stream';
import { Invalid, NotFound, RawReply, route, Unavailable } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { type StatementRow, writeStatement } from '../provider-statement.ts';

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
  problems: ['unavailable'],
  async handle({ params, query }, ctx: Context) {
    const provider = ctx.providers.get(params.provider);
    if (!provider) throw new NotFound('provider');
    const [since, until] = [new Date(query.since), new Date(query.until)];
    if (since >= until)
      throw new Invalid('The period ends before it begins.', [
        { field: 'query.until', message: 'must be after since' },
      ]);
    const rows = await begun(provider.statement(since, until), provider.name);
    return new RawReply(Readable.from(writeStatement(rows)), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="statement.csv"',
      'cache-control': 'no-store',
    });
  },
});

/** Waits for the first line, so that a provider that is away is an answer and not a file that breaks off at its beginning. */
async function begun(rows: AsyncIterable<StatementRow>, name: string): Promise<AsyncIterable<StatementRow>> {
  const lines = rows[Symbol.asyncIterator]();
  const first = await lines.next().catch((error: unknown) => {
    if (error instanceof Invalid) throw error;
    const unavailable = new Unavailable(`The payment provider ${name} does not give its statement.`);
    unavailable.cause = error;
    throw unavailable;
  });
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => lines };
  })();
}
