import { Forbidden, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { guarded } from '../guessing.ts';
import { GivenPassword, NewPassword } from '../password.ts';
import { signedIn } from '../signed-in.ts';
import { refuseOwnEmail, replacePassword } from '../user.ts';

export const changePassword = route({
  method: 'post',
  path: '/api/auth/password',
  summary: 'Change the password; all other sessions end.',
  role: 'user',
  body: z.object({ currentPassword: GivenPassword, newPassword: NewPassword }),
  problems: ['forbidden'],
  async handle({ body, user, address }, ctx: Context) {
    const { account, session } = await signedIn(user, ctx);
    refuseOwnEmail(body.newPassword, account.email, 'body.newPassword');
    const { passwords, limits } = ctx;
    const proposed = await passwords.inTurn(async () => {
      const check = () => passwords.matches(body.currentPassword, account.passwordHash);
      const right = await guarded(limits, { email: account.email, address }, check);
      return right ? await passwords.hash(body.newPassword) : undefined;
    });
    const about = { act: 'password.changed', actor: user.id, subject: user.id, detail: { address } };
    const after =
      proposed && (await ctx.users.change(user.id, (now) => replacePassword(now, account.passwordSerial, proposed)));
    if (!after || after.passwordHash !== proposed) {
      await ctx.audit.record({ ...about, outcome: 'refused' });
      throw new Forbidden('The current password is not right.');
    }
    // The new serial has ended every session; this one goes on.
    await ctx.sessions.carryOver(session._id, after.passwordSerial);
    await Promise.all([
      ctx.sessions.endAll(user.id, 'password', { now: ctx.now(), except: session._id }),
      ctx.audit.record({ ...about, outcome: 'done' }),
    ]);
  },
});
