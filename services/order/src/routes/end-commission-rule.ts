import { CommissionRuleId } from '@credenza/contracts';
import { type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { changeRuleRecorded } from '../change-rule-recorded.ts';
import { endRule } from '../commission.ts';
import { RuleView, ruleView } from '../commission-view.ts';
import type { Context } from '../context.ts';

export const endCommissionRule = route({
  method: 'post',
  path: '/api/orders/admin/commission-rules/:commissionRuleId/end',
  summary: 'End a rule; what was sold under it stays as it is.',
  role: 'admin',
  idempotency: 'optional',
  ifMatch: 'optional',
  params: z.object({ commissionRuleId: CommissionRuleId }),
  reply: RuleView,
  async handle({ params, user, ifVersion }, ctx: Context): Promise<Reply<z.output<typeof RuleView>>> {
    const id = params.commissionRuleId;
    const about = { act: 'commission-rule.ended', actor: user.id, ifVersion };
    const rule = await changeRuleRecorded(id, (before) => endRule(before, ctx.now()), about, ctx);
    return versioned(ruleView(rule), rule.version);
  },
});
