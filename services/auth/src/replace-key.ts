import type { UserId } from '@credenza/contracts';
import type { Audit } from '@credenza/service-kit';
import type { KeyRing, Rotated } from './key-ring.ts';

/**
 * Makes the next signing key when it is time, and says so in the audit log.
 *
 * @param parts the keys and the log
 * @param options who wants it, and the age in ms at which a key is replaced (0: now)
 * @returns the newest key, and whether it was made by this call
 * @throws ConfigError when the stored keys were sealed with another secret
 */
export async function replaceKey(
  { keys, audit }: { keys: KeyRing; audit: Audit },
  options: { actor: UserId | 'system'; afterMs: number },
): Promise<Rotated> {
  const rotated = await keys.rotate(options.afterMs);
  const { made, newest } = rotated;
  if (made) await audit.record({ act: 'signing-key.made', actor: options.actor, subject: newest.kid, outcome: 'done' });
  return rotated;
}
