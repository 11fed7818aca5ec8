import { CommissionRuleId } from '@credenza/contracts';
import { type Reply, route, versioned } from '@credenza/service-kit';
import { z } from 'zod';
import { changeRuleRecorded } from '../change-rule-recorded.ts';
import { changeRule } from '../commission.ts';
import { RuleFields, RuleView, ruleView } from '../commission-view.ts';
import type { Context } from '../context.ts';

const { sellerId, category, minAmount, maxAmount, basisPoints, note } = RuleFields.shape;

export const changeCommissionRule = route({
  method: 'patch',
  path: '/api/orders/admin/commission-rules/:commissionRuleId',
  summary: 'Change a rule for what is sold from now on; null takes a condition away.',
  role: 'admin',
  ifMatch: 'required',
  params: z.object({ commissionRuleId: CommissionRuleId }),
  body: z.strictObject({
    sellerId: sellerId.nullable(),
    category: category.nullable(),
    minAmount: minAmount.nullable(),
    maxAmount: maxAmount.nullable(),
    basisPoints: basisPoints.optional(),
    note: note.nullable(),
  }),
  reply: RuleView,
  problems: ['conflict'],
  async handle({ params, body, user, ifVersion }, ctx: Context): Promise<Reply<z.output<typeof RuleView>>> {
    const id = params.commissionRuleId;
    const about = { act: 'commission-rule.changed', actor: user.id, detail: body, ifVersion };
    const rule = await changeRuleRecorded(id, (before) => changeRule(before, body), about, ctx);
    return versioned(ruleView(rule), rule.version);
  },
});
