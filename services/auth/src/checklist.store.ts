import { type Aggregates, type Deps, type Outboxed, outboxFields, StaleVersion } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { ChecklistRow } from './checklist.ts';

interface ChecklistState {
  rows: ChecklistRow[];
}

const schema = new Schema<ChecklistState & Outboxed>(
  { ...outboxFields, rows: { type: Schema.Types.Mixed, required: true } },
  { collection: 'checklist', versionKey: false, minimize: false },
);

/** There is one for the whole marketplace. */
const only = 'onboarding';

/** What the marketplace asks of new shops. */
export class Checklists {
  readonly #checklists: Aggregates<ChecklistState>;

  /** @param deps what the kit gives */
  constructor(deps: Deps<unknown>) {
    const model = deps.db.model<ChecklistState & Outboxed>('Checklist', schema);
    this.#checklists = deps.aggregates<ChecklistState>(model, 'checklist');
  }

  /** @returns the rows and their version; 0 when nobody has written any */
  async read(): Promise<{ rows: ChecklistRow[]; version: number }> {
    const found = await this.#checklists.find(only);
    return { rows: found?.rows ?? [], version: found?.version ?? 0 };
  }

  /**
   * @param rows what shall be asked for from now on
   * @param ifVersion refuse when the present version is another one
   * @returns the version that they have
   * @throws StaleVersion
   */
  async replace(rows: ChecklistRow[], ifVersion: number | undefined): Promise<number> {
    const { version } = await this.read();
    if (ifVersion !== undefined && ifVersion !== version) throw new StaleVersion(version);
    if (version === 0 && (await this.#checklists.create(only, { rows }))) return 1;
    const decision = { state: { rows }, facts: [] };
    const options = ifVersion === undefined ? {} : { ifVersion };
    return (await this.#checklists.change(only, () => decision, options)).version;
  }
}
