import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';

/** The address, the bell, the live feed and the mails: all of it is about the person, and all of it goes. */
export const personal: PersonalData<Context> = {
  export: (subject, ctx) => ctx.personal.of(subject),
  erase: (subject, ctx) => ctx.personal.forget(subject),
};
