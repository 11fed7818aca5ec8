import { route } from '@credenza/service-kit';
import type { Context } from '../../context.ts';
import { ProfileView, profileView } from '../profile-view.ts';

export const getProfile = route({
  method: 'get',
  path: '/api/assistant/profile',
  summary: 'What the assistant has noticed that you like.',
  role: 'user',
  reply: ProfileView,
  async handle({ user }, ctx: Context) {
    return profileView(await ctx.profiles.of(user.id), ctx.now());
  },
});
