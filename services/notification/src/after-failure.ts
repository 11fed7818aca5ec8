import { backoffMs, type RetryPolicy } from '@credenza/service-kit';

/**
 * Decides what becomes of a mail or a webhook message that was not taken. Refusals of every kind are tried again: a server that is
 * set up wrongly refuses everything, and that must not lose what was written in that hour.
 *
 * @param patience how long to try
 * @param attempts how many tries have failed
 * @param now the time
 * @param random a number in [0, 1)
 * @returns when to try again, or that it is dead
 */
export function afterFailure(
  patience: RetryPolicy,
  attempts: number,
  now: Date,
  random: number,
): { status: 'pending'; nextAt: Date } | { status: 'dead' } {
  if (attempts >= patience.attempts) return { status: 'dead' };
  return { status: 'pending', nextAt: new Date(now.getTime() + backoffMs(patience, attempts, random)) };
}
