import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { ProfileView, profileView } from '../profile-view.ts';

export const putProfile = route({
  method: 'put',
  path: '/api/assistant/profile',
  summary: 'Switches your profile on or off. Off, nothing is noticed, and what was noticed is not used.',
  role: 'user',
  body: z.strictObject({ on: z.boolean() }),
  reply: ProfileView,
  async handle({ user, body }, ctx: Context) {
    await ctx.profiles.switch(user.id, body.on);
    return profileView(await ctx.profiles.of(user.id), ctx.now());
  },
});
