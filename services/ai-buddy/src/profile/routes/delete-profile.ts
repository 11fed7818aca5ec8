import { route } from '@credenza/service-kit';
import type { Context } from '../../context.ts';

export const deleteProfile = route({
  method: 'delete',
  path: '/api/assistant/profile',
  summary: 'Forgets what the assistant has noticed. It stays switched on or off as it is.',
  role: 'user',
  async handle({ user }, ctx: Context) {
    await ctx.profiles.empty(user.id);
  },
});
