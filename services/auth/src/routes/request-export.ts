import { Reply, route } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { PrivacyBody, subjectOf } from '../privacy-subject.ts';
import { PrivacyView, privacyView } from '../privacy-view.ts';
import { requestPrivacy } from '../request-privacy.ts';

// Without an Idempotency-Key: the one under way is found again.
export const requestExport = route({
  method: 'post',
  path: '/api/auth/privacy/exports',
  summary: 'Ask for everything that is known about you, in one archive; admins for anybody.',
  role: 'user',
  limit: { points: 20, seconds: 3_600 },
  status: 202,
  body: PrivacyBody,
  reply: PrivacyView,
  problems: ['forbidden', 'not-found', 'conflict'],
  async handle({ body, user, address }, ctx: Context): Promise<Reply<z.input<typeof PrivacyView>>> {
    const subject = await subjectOf({ user, body, address, act: 'privacy.export-requested' }, ctx);
    const request = await requestPrivacy('export', subject, user.id, ctx);
    return new Reply(privacyView(request));
  },
});
