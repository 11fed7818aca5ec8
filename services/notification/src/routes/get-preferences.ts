import { route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { PreferencesView, preferencesView } from '../preferences.ts';
import { readersOf } from '../readers.ts';

/** What a page of settings shows. */
export const getPreferences = route({
  method: 'get',
  path: '/api/notifications/preferences',
  summary: 'What you are told, and how: in the bell, by mail or not at all.',
  role: 'user',
  reply: PreferencesView,
  async handle({ user }, ctx: Context) {
    const reader = (await readersOf([user.id], ctx)).get(user.id);
    return preferencesView(user.role, reader?.language ?? 'en', reader?.preferences);
  },
});
