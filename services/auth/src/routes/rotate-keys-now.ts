import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { replaceKey } from '../replace-key.ts';
import { signedIn } from '../signed-in.ts';

export const rotateKeysNow = route({
  method: 'post',
  path: '/api/auth/keys/rotate',
  summary:
    'Make a new signing key now; it signs a minute later, and the one before verifies until its tokens are gone.',
  role: 'admin',
  reply: z.object({
    kid: z.string(),
    signsFrom: z.iso.datetime(),
    made: z.boolean().meta({ description: 'false when a rotation was under way already' }),
  }),
  async handle({ user }, ctx: Context) {
    await signedIn(user, ctx);
    const { newest, made } = await replaceKey(ctx, { actor: user.id, afterMs: 0 });
    return { kid: newest.kid, signsFrom: newest.signsFrom.toISOString(), made };
  },
});
