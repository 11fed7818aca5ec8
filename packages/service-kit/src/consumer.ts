import type { EventContract, EventOf } from '@credenza/contracts';
import type { z } from 'zod';

/** How often and when a handler that threw runs again. */
export interface RetryPolicy {
  /** Runs in all, the first one included, before the event becomes a dead letter. */
  attempts: number;
  /** The longest first wait in ms; it doubles from run to run. */
  baseMs: number;
  /** No wait is longer than this, in ms. */
  capMs: number;
}

/** About 15 minutes of patience: long enough for a restart of anything, short enough to be told the same day. */
export const defaultRetry: RetryPolicy = { attempts: 12, baseMs: 500, capMs: 180_000 };

/** One reaction of a service to one event type. */
export interface Consumer<Context> {
  contract: EventContract;
  retry: RetryPolicy;
  /**
   * @param event the event, its data not yet checked
   * @param ctx the service's context
   * @throws Reject to make it a dead letter at once, ZodError for data that does not fit, which does the same; anything else to
   *   run again later
   */
  handle(event: EventOf<unknown>, ctx: Context): Promise<void>;
}

/**
 * Declares a reaction. Its own write must make it safe to run twice: events may come twice, late and out of order.
 *
 * @param contract the event
 * @param handle what to do; a throw means again later, `Reject` means never
 * @param retry another patience than the default
 * @returns the consumer, to be listed in `service.ts`
 */
export function consumer<Schema extends z.ZodType, Context>(
  contract: EventContract<string, Schema>,
  handle: (event: EventOf<z.output<Schema>>, ctx: Context) => Promise<unknown>,
  retry: Partial<RetryPolicy> = {},
): Consumer<Context> {
  return {
    contract,
    retry: { ...defaultRetry, ...retry },
    async handle(event, ctx) {
      await handle({ ...event, data: contract.schema.parse(event.data) }, ctx);
    },
  };
}

/**
 * How long to wait before the next run: exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param policy the policy
 * @param attempts how many runs have failed so far, from 1
 * @param random a number in [0, 1)
 * @returns ms
 */
export function backoffMs(policy: RetryPolicy, attempts: number, random: number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** (attempts - 1));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}
