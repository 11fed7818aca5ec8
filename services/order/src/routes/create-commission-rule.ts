import { CommissionRuleId, newId } from '@credenza/contracts';
import { type Reply, route, versioned } from '@credenza/service-kit';
import type { z } from 'zod';
import { requireRange } from '../commission.ts';
import { RuleFields, RuleView, ruleView } from '../commission-view.ts';
import type { Context } from '../context.ts';

export const createCommissionRule = route({
  method: 'post',
  path: '/api/orders/admin/commission-rules',
  summary: 'Take another commission from a shop, a category or lines of some amount; the most specific rule wins.',
  role: 'admin',
  idempotency: 'required',
  status: 201,
  body: RuleFields,
  reply: RuleView,
  async handle({ body, user }, ctx: Context): Promise<Reply<z.output<typeof RuleView>>> {
    requireRange(body);
    const id = newId(CommissionRuleId);
    const rule = { ...body, createdAt: ctx.now() };
    const act = 'commission-rule.created';
    await ctx.audit.record({ act, actor: user.id, subject: id, outcome: 'done', detail: body });
    await ctx.commissionRules.create(id, rule);
    return versioned(ruleView({ ...rule, _id: id, version: 1 }), 1, { status: 201 });
  },
});
