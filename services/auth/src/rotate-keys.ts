import { job } from '@credenza/service-kit';
import type { Context } from './context.ts';
import { replaceKey } from './replace-key.ts';

export const keepKeysFresh = job({
  name: 'rotate-keys',
  schedule: '@every 1h',
  summary: 'Replaces the signing key when it is old, and discards keys whose tokens are gone.',
  async run(ctx: Context) {
    await replaceKey(ctx, { actor: 'system', afterMs: ctx.settings.keyLifetimeMs });
    await ctx.keys.discard();
  },
});
