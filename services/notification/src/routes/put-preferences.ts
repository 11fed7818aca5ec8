import { Invalid, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { kindNames } from '../kinds.ts';
import { Language } from '../language.ts';
import { Choice, mistakesIn, PreferencesView, preferencesView } from '../preferences.ts';
import { readersOf } from '../readers.ts';

/** What is chosen here counts for every message from now on. */
export const putPreferences = route({
  method: 'put',
  path: '/api/notifications/preferences',
  summary: 'Choose what you are told, how and in which language; a kind that you do not name is as usual.',
  role: 'user',
  body: z.object({
    language: Language.optional().meta({ description: 'missing: that of your browser when you registered' }),
    kinds: z.array(Choice).max(kindNames.length),
  }),
  reply: PreferencesView,
  async handle({ body: { language, kinds: choices }, user }, ctx: Context) {
    const mistakes = mistakesIn(choices);
    if (mistakes.length > 0) throw new Invalid('These choices are not possible.', mistakes);
    await ctx.preferences.keep(user.id, { language, choices });
    const reader = (await readersOf([user.id], ctx)).get(user.id);
    return preferencesView(user.role, reader?.language ?? 'en', reader?.preferences);
  },
});
