import { dashboardChanged, UserId } from '@credenza/contracts';
import { type Aggregates, type Deps, type Outboxed, outboxFields } from '@credenza/service-kit';
import { Schema } from 'mongoose';

interface Pulse {
  beatAt: Date;
}

const schema = new Schema<Pulse & Outboxed>(
  { ...outboxFields, beatAt: { type: Date, required: true } },
  { collection: 'pulses', versionKey: false },
);

/** The least time between two beats of one shop, in ms. */
const restMs = 1_000;

/** Tells that a shop's figures have moved, at most once a second for each shop, however many replicas see it. */
export class Pulses {
  readonly #aggregates: Aggregates<Pulse>;
  readonly #now: () => Date;

  /** @param deps what the kit gives */
  constructor(deps: Pick<Deps<unknown>, 'db' | 'aggregates' | 'now'>) {
    this.#aggregates = deps.aggregates(deps.db.model<Pulse & Outboxed>('Pulse', schema), 'pulse');
    this.#now = deps.now;
  }

  /**
   * @param shop a shop whose figures have moved
   * @param members who works for it
   * @returns false when it was told a moment ago: try again
   */
  async beat(shop: string, members: string[]): Promise<boolean> {
    const sellerId = UserId.parse(shop);
    const now = this.#now();
    const factOf = (seq: number) =>
      dashboardChanged.of({ sellerId, seq, members: members.map((id) => UserId.parse(id)) });
    const known = await this.#aggregates.find(sellerId);
    if (!known && (await this.#aggregates.create(sellerId, { beatAt: now }, [factOf(1)]))) return true;
    let rested = true;
    await this.#aggregates.change(sellerId, ({ beatAt, version }) => {
      rested = now.getTime() - beatAt.getTime() >= restMs;
      return rested ? { state: { beatAt: now }, facts: [factOf(version + 1)] } : undefined;
    });
    return rested;
  }
}
