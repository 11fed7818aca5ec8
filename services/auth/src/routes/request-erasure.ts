import { Conflict, Reply, route } from '@credenza/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { PrivacyBody, refuseWhileOpen, subjectOf } from '../privacy-subject.ts';
import { PrivacyView, privacyView } from '../privacy-view.ts';
import { requestPrivacy } from '../request-privacy.ts';

// Without an Idempotency-Key: the one under way is found again.
export const requestErasure = route({
  method: 'post',
  path: '/api/auth/privacy/erasures',
  summary:
    'Close your account for good and forget you; what the books need stays without your name. Admins for anybody.',
  role: 'user',
  limit: { points: 20, seconds: 3_600 },
  status: 202,
  body: PrivacyBody,
  reply: PrivacyView,
  problems: ['forbidden', 'not-found', 'conflict', 'unavailable'],
  async handle({ body, user, address }, ctx: Context): Promise<Reply<z.input<typeof PrivacyView>>> {
    const { account, ...subject } = await subjectOf({ user, body, address, act: 'privacy.erasure-requested' }, ctx);
    if (account.role === 'admin') throw new Conflict('The account of an administrator is not erased.');
    await refuseWhileOpen(subject, ctx);
    const request = await requestPrivacy('erasure', subject, user.id, ctx);
    await ctx.sessions.endAll(subject.userId, 'erased', { now: ctx.now() });
    return new Reply(privacyView(request));
  },
});
