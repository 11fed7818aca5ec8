import type { PersonalData } from '@credenza/service-kit';
import { personal as talk } from './chat/personal.ts';
import type { Context } from './context.ts';
import { personal as profile } from './profile/parts.ts';

/** What people have said to the assistant, and what it has noticed that they like. */
export const personal: PersonalData<Context> = {
  async *export(subject, ctx) {
    yield* talk.export(subject, ctx);
    yield* profile.export(subject, ctx);
  },
  async erase(subject, ctx) {
    return (await talk.erase(subject, ctx)) + (await profile.erase(subject, ctx));
  },
};
