import { route, Unauthenticated } from '@credenza/service-kit';
import { z } from 'zod';
import { ClientChoice } from '../client.ts';
import type { Context } from '../context.ts';
import { refuseCrossSite } from '../cross-site.ts';
import { Email } from '../email.ts';
import { guarded } from '../guessing.ts';
import { GivenPassword } from '../password.ts';
import { SignedIn } from '../replies.ts';
import { signIn } from '../sign-in.ts';
import { userByEmail } from '../user.store.ts';
import { strengthenHash } from '../user.ts';

export const login = route({
  method: 'post',
  path: '/api/auth/login',
  summary: 'Sign in with email and password.',
  role: 'public',
  limit: { points: 300, seconds: 60, by: 'address' },
  body: z.object({ email: Email, password: GivenPassword, client: ClientChoice }),
  reply: SignedIn,
  problems: ['unauthenticated', 'forbidden'],
  async handle({ body: { email, password, client }, address, request }, ctx: Context) {
    if (client === 'browser') refuseCrossSite(request, ctx.settings.publicUrl);
    const user = await userByEmail(ctx.users, email);
    const right = await ctx.passwords.inTurn(() =>
      guarded(ctx.limits, { email, address }, () => ctx.passwords.matches(password, user?.passwordHash)),
    );
    const known = user?._id ?? 'unknown';
    if (!user || !right) {
      await ctx.audit.record({ act: 'login', actor: known, subject: known, outcome: 'refused', detail: { address } });
      throw new Unauthenticated('The email address or the password is not right.');
    }
    const [reply] = await Promise.all([
      signIn(user, { kind: client, request }, ctx),
      ctx.audit.record({ act: 'login', actor: known, subject: known, outcome: 'done', detail: { address } }),
    ]);
    if (ctx.passwords.isOutdated(user.passwordHash)) {
      const stronger = await ctx.passwords.inTurn(() => ctx.passwords.hash(password));
      await ctx.users.change(user._id, (now) => strengthenHash(now, user.passwordHash, stronger));
    }
    return reply;
  },
});
