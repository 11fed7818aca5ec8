import { type Aggregates, type AuditEntry, changeAudited, type Stored } from '@credenza/service-kit';
import type { Context } from './context.ts';

/**
 * Sets what has one document for each shop or country, whether it is there yet or not, and records it in the audit log before.
 *
 * @param aggregates the documents
 * @param id the shop or country
 * @param state its whole state from now on
 * @param about what to record, the version to insist on (0 for none yet), and the log
 * @returns what is stored now
 * @throws StaleVersion when the version does not fit
 */
export async function setAudited<State extends object>(
  aggregates: Aggregates<State>,
  id: string,
  state: State,
  about: { entry: AuditEntry; ifVersion?: number | undefined; ctx: Pick<Context, 'audit'> },
): Promise<Stored<State>> {
  const { entry, ifVersion, ctx } = about;
  const keyed = (version: number) => ({ ...entry, key: `${id}:${entry.act}:${entry.actor}:${version}` });
  if ((await aggregates.find(id)) === undefined && (ifVersion ?? 0) === 0) {
    await ctx.audit.record(keyed(0));
    if (await aggregates.create(id, state)) return { ...state, _id: id, version: 1 };
  }
  const entriesOf = ({ version }: Stored<State>) => [keyed(version)];
  const decide = () => ({ state, facts: [] });
  return await changeAudited(aggregates, id, decide, { audit: ctx.audit, entriesOf, ifVersion });
}
