import { Invalid, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readStatement } from '../provider-statement.ts';
import { Difference } from '../reconcile.ts';
import { reconcileStatement } from '../reconcile-statement.ts';

/** Differences that one answer shows. */
const shown = 1_000;

/** Only looks: what to do about a difference, a person decides. */
export const reconcileProvider = route({
  method: 'post',
  path: '/api/payments/admin/reconciliations',
  summary: "Compare a provider's statement (CSV: type, key, amount, currency, state, at) with our books, both ways.",
  role: 'admin',
  bodyKind: 'stream',
  consumes: ['text/csv'],
  query: z.object({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    provider: z.string().max(40).optional().meta({ description: 'whose statement it is, where there are several' }),
  }),
  reply: z.object({
    rows: z.int(),
    matched: z.int(),
    nearTheEdge: z
      .int()
      .meta({ description: 'postings so close to the edges of the period that they were not missed' }),
    differing: z.int(),
    differences: z.array(Difference).max(shown),
  }),
  problems: ['unsupported-media-type'],
  async handle({ query, request, user }, ctx: Context) {
    const period = { since: new Date(query.since), until: new Date(query.until) };
    if (period.since >= period.until)
      throw new Invalid('The period ends before it begins.', [
        { field: 'query.until', message: 'must be after since' },
      ]);
    const about = { ...period, provider: query.provider };
    const { differences, ...counts } = await reconcileStatement(readStatement(request), about, ctx);
    const detail = { ...query, ...counts, differing: differences.length };
    const act = { act: 'statement.reconciled', actor: user.id, subject: 'statement', outcome: 'done' as const };
    await ctx.audit.record({ ...act, detail });
    return { ...counts, differing: differences.length, differences: differences.slice(0, shown) };
  },
});
