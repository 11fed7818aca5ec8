import { digestPrepared } from '@credenza/contracts';
import { type Aggregates, type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';
import type { Digest } from './digest.ts';

interface State {
  /** When the week began that was summed up last. */
  week: Date;
}

const schema = new Schema<State & Outboxed>(
  { ...outboxFields, week: { type: Date, required: true } },
  { collection: 'digests', versionKey: false },
);

/** Which week of each shop has been summed up; the event leaves in the same write. */
export class Digests {
  readonly #aggregates: Aggregates<State>;

  /** @param deps what the kit gives */
  constructor(deps: Pick<Deps<unknown>, 'db' | 'aggregates'>) {
    this.#aggregates = deps.aggregates(deps.db.model<State & Outboxed>('Digest', schema), 'digest');
  }

  /**
   * @param sellerId a shop
   * @param week when a week began
   * @returns whether that week, or a later one, was summed up
   */
  async has(sellerId: string, week: Date): Promise<boolean> {
    const found = await this.#aggregates.find(sellerId);
    return found !== undefined && found.week >= week;
  }

  /**
   * Marks a week as summed up, and tells what there is to say; each week once.
   *
   * @param sellerId a shop
   * @param week when the week began
   * @param digest what there is to say; missing for nothing
   */
  async put(sellerId: string, week: Date, digest: Digest | undefined): Promise<void> {
    const facts = digest ? [digestPrepared.of(digest)] : [];
    if (await this.#aggregates.create(sellerId, { week }, facts)) return;
    await this.#aggregates.change(sellerId, (before) => (before.week >= week ? undefined : { state: { week }, facts }));
  }
}
