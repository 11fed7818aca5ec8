import { createHash } from 'node:crypto';
import type { RateLimits } from '@credenza/service-kit';
import { networkOf } from './network.ts';

const perAccount = { points: 10, seconds: 15 * 60 };
const perAddress = { points: 50, seconds: 15 * 60 };

/** Addresses of people do not belong into Redis' keys; an account that does not exist is counted like any other. */
const accountKey = (email: string) => createHash('sha256').update(email).digest('base64url');

/**
 * Limits how often a password is guessed, per network and per account. An attempt counts before it is made, or many at
 * once would all slip through; what was no wrong guess is taken back. Success forgives the account's failures. A network
 * that is over its limit counts against no account, or it could keep any number of owners out.
 *
 * @param limits the counters
 * @param who the account's normalised email and the caller's network address
 * @param attempt resolves with whether the password is the right one
 * @returns whether it is
 * @throws TooManyRequests when either has failed too often; whatever the attempt throws
 */
export async function guarded(
  limits: RateLimits,
  who: { email: string; address: string },
  attempt: () => Promise<boolean>,
): Promise<boolean> {
  const account = accountKey(who.email);
  const network = networkOf(who.address);
  await limits.consume('guess:address', perAddress, network);
  try {
    await limits.consume('guess:account', perAccount, account);
  } catch (refused) {
    await limits.giveBack('guess:address', perAddress, network); // nothing was guessed
    throw refused;
  }
  let outcome: 'right' | 'wrong' | 'unknown' = 'unknown';
  try {
    outcome = (await attempt()) ? 'right' : 'wrong';
    return outcome === 'right';
  } finally {
    if (outcome !== 'wrong') {
      await Promise.all([
        limits.giveBack('guess:address', perAddress, network),
        outcome === 'right'
          ? limits.forgive('guess:account', perAccount, account)
          : limits.giveBack('guess:account', perAccount, account),
      ]);
    }
  }
}
