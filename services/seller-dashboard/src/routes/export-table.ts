import { RawReply, route, sellerOf } from '@credenza/service-kit';
import { z } from 'zod';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { csvOf } from '../csv.ts';
import { RangeQuery } from '../range.ts';
import { RankedBy } from '../ranking.ts';
import { TableName, tables } from '../tables.ts';

export const exportTable = route({
  method: 'get',
  path: '/api/seller/export/:table',
  summary: 'One of your tables as a CSV file; amounts in it are decimal numbers.',
  role: 'seller',
  params: z.object({ table: TableName }),
  query: RangeQuery.extend({ by: RankedBy.default('sales') }),
  produces: 'text/csv',
  limit: { points: 30, seconds: 60 },
  async handle({ params, query, user }, ctx: Context): Promise<RawReply> {
    const asked = await ask(user, query, ctx);
    const of = { generation: asked.question.generation, sellerId: sellerOf(user) };
    return new RawReply(csvOf(await tables[params.table](asked, { of, by: query.by }, ctx)), {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${params.table}.csv"`,
      'cache-control': 'no-store',
    });
  },
});
