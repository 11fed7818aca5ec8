import { userRegistered } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { unlessErased } from '../profile/note-signals.ts';

/** Begins a profile, empty and in use until its owner wants it otherwise. */
export const onUserRegistered = consumer(userRegistered, async ({ data }, ctx: Context) => {
  await unlessErased(ctx, data.userId, () => ctx.profiles.begin(data.userId));
});
