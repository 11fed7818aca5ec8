import { userRegistered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { languageOf } from '../language.ts';
import { userRegisteredMessages } from '../messages/user-registered.ts';
import { notify } from '../notify.ts';

/** Remembers the address and the language, and welcomes their owner. */
export const onUserRegistered = consumer(userRegistered, async (event, ctx: Context) => {
  const { userId, email, name, role, languages } = event.data;
  await ctx.recipients.keep({ userId, email, name, role, language: languageOf(languages) });
  await notify(event, userRegisteredMessages(event), ctx);
});
