import type { Envelope, Fact } from '@credenza/contracts';
import { envelope } from '@credenza/contracts';
import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import { currentScope } from './scope.ts';

/** What the kit keeps inside every aggregate's document. */
export interface Outboxed {
  _id: string;
  /** Counts the changes; the guard of every write and the `aggregateversion` of its events. */
  version: number;
  /** Events that belong to the last writes and have not reached the broker yet. */
  outbox: Envelope[];
  /** Set while the outbox is not empty: until then somebody is publishing it, afterwards anybody may. */
  outboxLease?: Date | undefined;
}

/** How long a writer has to publish its own events before another process takes over, in ms. */
export const outboxLeaseMs = 15_000;

/** The fields to spread into an aggregate's mongoose schema. */
export const outboxFields = {
  _id: { type: String, required: true },
  version: { type: Number, required: true },
  outbox: { type: Schema.Types.Mixed, required: true },
  outboxLease: { type: Date, index: { sparse: true } },
};

/** Where events go once their write is acknowledged. */
export interface OutboxRelay {
  /**
   * Lets the relay look into a collection for events that a crash left behind.
   *
   * @param source an aggregate's model
   */
  watch(source: Model<Outboxed>): void;
  /**
   * Hands over events that have just been written.
   *
   * @param source the aggregate's model
   * @param id the aggregate's id
   * @param events the events of that write
   */
  wake(source: Model<Outboxed>, id: string, events: Envelope[]): void;
}

/**
 * Turns the facts of one change into events.
 *
 * @param facts what happened
 * @param about the publishing service, the aggregate's version after the change and the time
 * @returns CloudEvents that carry the ids of the present scope
 */
export function eventsOf(facts: Fact[], about: { source: string; version: number; time: Date }): Envelope[] {
  const scope = currentScope();
  return facts.map((fact) =>
    envelope(fact, { ...about, ...(scope && { correlationId: scope.correlationId, traceparent: scope.traceparent }) }),
  );
}
