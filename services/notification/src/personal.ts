import type { PersonalData } from '@credenza/service-kit';
import type { Context } from './context.ts';

/** The address, the bell, the live feed and the mails: all of it is about the person, and all of it goes. */
export const personal: PersonalData<Context> = {
  export: ({ userId }, ctx) => ctx.personal.of(userId),
  erase: ({ userId }, ctx) => ctx.personal.forget(userId),
};
