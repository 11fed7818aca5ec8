import type { UserId } from '@credenza/contracts';
import { job } from '@credenza/service-kit';
import type { Context } from './context.ts';
import type { Rotated } from './key-ring.ts';

/**
 * Makes the next signing key when it is time, and says so in the audit log.
 *
 * @param ctx the context
 * @param options who wants it, and the age in ms at which a key is replaced (0: now)
 * @returns the newest key, and whether it was made by this call
 */
export async function rotateKeys(
  ctx: Context,
  options: { actor: UserId | 'system'; afterMs: number },
): Promise<Rotated> {
  const rotated = await ctx.keys.rotate(options.afterMs);
  const { made, newest } = rotated;
  if (made) {
    await ctx.audit.record({ act: 'signing-key.made', actor: options.actor, subject: newest.kid, outcome: 'done' });
  }
  return rotated;
}

export const keepKeysFresh = job({
  name: 'rotate-keys',
  schedule: '@every 1h',
  summary: 'Replaces the signing key when it is old, and discards keys whose tokens are gone.',
  async run(ctx: Context) {
    await rotateKeys(ctx, { actor: 'system', afterMs: ctx.settings.keyLifetimeMs });
    await ctx.keys.discard();
  },
});
