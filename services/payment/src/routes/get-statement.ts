import { PageQuery, pageOf } from '@credenza/contracts';
import { route, sellerOf } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { cursorOf, placeOf } from '../ledger-cursor.ts';
import { StatementLine, statementLine } from '../statement-view.ts';

export const getStatement = route({
  method: 'get',
  path: '/api/payments/statement',
  summary: "Every movement of your shop's funds, the newest first.",
  role: 'seller',
  query: PageQuery,
  reply: pageOf(StatementLine),
  async handle({ query, user }, ctx: Context) {
    const sellerId = sellerOf(user);
    const { items, more } = await ctx.ledger.page({ sellers: sellerId }, query.limit, placeOf(query.cursor));
    return { items: items.map((one) => statementLine(one, sellerId)), ...(more && { nextCursor: cursorOf(items) }) };
  },
});
