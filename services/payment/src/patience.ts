import type { RetryPolicy } from '@credenza/service-kit';

/**
 * How long an event waits for a provider that does not answer: half an hour, longer than an order waits for its money.
 * The job `settle-overdue` goes on after that.
 */
export const providerPatience: RetryPolicy = { attempts: 90, baseMs: 500, capMs: 30_000 };
