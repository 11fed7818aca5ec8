import { randomUUID } from 'node:crypto';
import type { CommissionRuleId, UserId } from '@credenza/contracts';
import { changeAudited, type Decision } from '@credenza/service-kit';
import type { CommissionRule, StoredRule } from './commission.ts';
import type { Context } from './context.ts';

/**
 * Changes a commission rule, and records that in the audit log before.
 *
 * @param id which
 * @param decide a pure rule; undefined means that nothing is to be done, and then nothing is recorded
 * @param about who does what, and the version that they have seen
 * @param ctx the stores
 * @returns the commission rule after the change
 * @throws NotFound when there is none; StaleVersion when `ifVersion` does not fit; whatever the rule throws, unrecorded
 */
export async function changeRuleRecorded(
  id: CommissionRuleId,
  decide: (before: StoredRule) => Decision<CommissionRule> | undefined,
  about: { act: string; actor: UserId; detail?: Record<string, unknown>; ifVersion: number | undefined },
  ctx: Pick<Context, 'commissionRules' | 'audit'>,
): Promise<StoredRule> {
  const { ifVersion, ...act } = about;
  const key = `${id}:${act.act}:${randomUUID()}`;
  const entriesOf = () => [{ ...act, subject: id, outcome: 'done' as const, key }];
  return await changeAudited(ctx.commissionRules, id, decide, { audit: ctx.audit, entriesOf, ifVersion });
}
