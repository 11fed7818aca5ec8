import type { Envelope, EventContract, EventOf } from '@credenza/contracts';
import { type Consumer, consumer } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Entries } from './kinds.ts';
import type { ReadModel } from './read-model.ts';

/** What a reaction needs of the context. */
interface Parts {
  model: ReadModel;
  pulse: { mark(shops: Iterable<string>): void };
}

/** What one event type adds to the read model: the same whether it comes from the broker or out of a journal. */
export interface Reaction {
  contract: EventContract;
  consumer: Consumer<Parts>;
  /**
   * @param event an event of the type
   * @returns what it adds
   * @throws ZodError when its data does not fit the contract
   */
  entries(event: Envelope): Entries;
}

/**
 * Declares a reaction.
 *
 * @param contract the event
 * @param entries what it adds to the read model; a pure function, so that a replay adds the same
 * @returns the reaction, to be listed in `service.ts`
 */
export function reaction<Schema extends z.ZodType>(
  contract: EventContract<string, Schema>,
  entries: (event: EventOf<z.output<Schema>>) => Entries,
): Reaction {
  return {
    contract,
    consumer: consumer(contract, async (event, { model, pulse }: Parts) => {
      pulse.mark(await model.take(entries(event)));
    }),
    entries: (event) => entries({ ...event, data: contract.schema.parse(event.data) }),
  };
}
