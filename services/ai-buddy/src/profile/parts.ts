import type { PersonalData, Route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { deleteProfile } from './routes/delete-profile.ts';
import { getProfile } from './routes/get-profile.ts';
import { noteView } from './routes/note-view.ts';
import { putProfile } from './routes/put-profile.ts';

/** What profiles add to the service. */
export const routes: Route<Context>[] = [getProfile, putProfile, deleteProfile, noteView];

/** What people like. */
export const personal: PersonalData<Context> = {
  async *export({ userId }, { profiles }) {
    const profile = await profiles.of(userId);
    if (profile.signals.length > 0 || !profile.on) yield ['profile', profile];
  },
  async erase({ userId }, { profiles }) {
    return await profiles.forget(userId);
  },
};
