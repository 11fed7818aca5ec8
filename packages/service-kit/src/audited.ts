import type { Aggregates, Decision, Stored } from './aggregates.ts';
import type { Audit, AuditEntry } from './audit.ts';
import { StaleVersion } from './errors.ts';

/** How a change gets into the audit log. */
export interface Audited<State> {
  audit: Audit;
  /**
   * What to record about a change, under a key, because whoever repeats the change records it again; nothing for an empty list.
   *
   * @param before the state that the rule decided on
   * @param after the state that the change leads to
   */
  entriesOf(before: Stored<State>, after: Stored<State>): (AuditEntry & { key: string })[];
}

/**
 * Changes an aggregate, and records it in the audit log before: a process that dies in between leaves an entry whose change comes
 * with the repetition, never a change that nobody has recorded. The version that was decided on is insisted on, so that no other
 * decision than the recorded one is written; when somebody else was faster and the rule refuses then, a second entry says so.
 *
 * @param aggregates the aggregates
 * @param id the aggregate's id
 * @param decide a pure rule; undefined means that nothing is to be done, and then nothing is recorded
 * @param options the log and the entry; `ifVersion`: refuse when the stored version is another one
 * @returns the state after the change (or as it was when nothing was to be done)
 * @throws NotFound when there is none; StaleVersion when `ifVersion` does not fit; whatever the rule throws, unrecorded
 */
export async function changeAudited<State extends object>(
  aggregates: Pick<Aggregates<State>, 'get' | 'change'>,
  id: string,
  decide: (state: Stored<State>) => Decision<State> | undefined,
  options: Audited<State> & { ifVersion?: number | undefined },
): Promise<Stored<State>> {
  const { audit, entriesOf, ifVersion } = options;
  let recorded: ReturnType<typeof entriesOf> = [];
  for (;;) {
    const before = await aggregates.get(id);
    const { version } = before;
    let decision: Decision<State> | undefined;
    try {
      if (ifVersion !== undefined && ifVersion !== version) throw new StaleVersion(version);
      decision = decide(before);
    } catch (refusal) {
      for (const entry of recorded) await audit.record({ ...entry, outcome: 'refused', key: `${entry.key}:refused` });
      throw refusal;
    }
    if (!decision) return before;
    recorded = entriesOf(before, { ...before, ...decision.state });
    for (const entry of recorded) await audit.record(entry);
    try {
      return await aggregates.change(id, decide, { ifVersion: version });
    } catch (error) {
      if (!(error instanceof StaleVersion)) throw error; // otherwise somebody was faster: decide anew
    }
  }
}
