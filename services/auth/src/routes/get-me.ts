import { Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { actingRole, membershipOf } from '../membership.ts';
import { Profile, profile } from '../replies.ts';
import { signedIn } from '../signed-in.ts';

export const getMe = route({
  method: 'get',
  path: '/api/auth/me',
  summary: 'Who is signed in.',
  role: 'user',
  reply: Profile,
  async handle({ user }, ctx: Context) {
    const { account } = await signedIn(user, ctx);
    const role = actingRole(account, await membershipOf(account, ctx));
    return new Reply(profile(account, role), { headers: { 'cache-control': 'no-store' } });
  },
});
