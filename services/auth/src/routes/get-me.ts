import { Reply, route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
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
    return new Reply(profile(account), { headers: { 'cache-control': 'no-store' } });
  },
});
