import { Amount, CommissionRuleId, UserId } from '@credenza/contracts';
import { z } from 'zod';
import type { StoredRule } from './commission.ts';

/** What an admin says about a rule. */
export const RuleFields = z.strictObject({
  sellerId: UserId.optional().meta({ description: 'missing for every shop' }),
  category: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'with everything below it', examples: ['Home / Lamps'] }),
  minAmount: Amount.optional().meta({ description: 'the least that a line costs after the discounts of its shop' }),
  maxAmount: Amount.optional().meta({ description: 'the most' }),
  basisPoints: z.int().min(0).max(10_000).meta({ description: 'hundredths of a percent' }),
  note: z.string().trim().min(1).max(500).optional(),
});

/** A rule as admins see it. */
export const RuleView = z.object({
  commissionRuleId: CommissionRuleId,
  version: z.int(),
  ...RuleFields.shape,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});

/**
 * @param rule a stored rule
 * @returns what admins see
 */
export function ruleView(rule: StoredRule): z.output<typeof RuleView> {
  const { _id, createdAt, endedAt, ...rest } = rule;
  return {
    ...rest,
    commissionRuleId: CommissionRuleId.parse(_id),
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString(),
  };
}
