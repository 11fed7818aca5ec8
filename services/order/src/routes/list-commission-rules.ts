import { CommissionRuleId, PageQuery, pageOf } from '@credenza/contracts';
import { route } from '@credenza/service-kit';
import { z } from 'zod';
import { RuleView, ruleView } from '../commission-view.ts';
import type { Context } from '../context.ts';

export const listCommissionRules = route({
  method: 'get',
  path: '/api/orders/admin/commission-rules',
  summary: 'The commission rules, the newest first.',
  role: 'admin',
  query: PageQuery.extend({
    ended: z.stringbool().default(false).meta({ description: 'true: those that have ended too' }),
    cursor: CommissionRuleId.optional(),
  }),
  reply: pageOf(RuleView),
  async handle({ query }, ctx: Context) {
    const { ended, limit, cursor } = query;
    const found = await ctx.commissionRules.list({ ended, limit: limit + 1, after: cursor });
    const items = found.slice(0, limit).map(ruleView);
    return { items, ...(found.length > limit && { nextCursor: items.at(-1)?.commissionRuleId }) };
  },
});
