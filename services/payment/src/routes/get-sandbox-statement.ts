import { Readable } from 'node:stream';
import { RawReply, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { writeStatement } from '../provider-statement.ts';
import { sandboxStatement } from '../sandbox-statement.ts';

/** What a real provider lets its customers download. */
export const getSandboxStatement = route({
  method: 'get',
  path: '/api/payments/admin/sandbox/statement',
  summary: "The sandbox's own statement of a period as CSV: charges, fees, refunds and payouts.",
  role: 'admin',
  query: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
  produces: 'text/csv',
  async handle({ query }, ctx: Context) {
    const books = { charges: ctx.sandbox.charges, transfers: ctx.sandboxBank };
    const rows = sandboxStatement(books, { since: new Date(query.since), until: new Date(query.until) });
    return new RawReply(Readable.from(writeStatement(rows)), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="statement.csv"',
      'cache-control': 'no-store',
    });
  },
});
