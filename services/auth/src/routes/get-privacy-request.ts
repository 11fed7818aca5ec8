import { ownedBy, route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { RequestParams } from '../privacy-request.ts';
import { PrivacyView, privacyView } from '../privacy-view.ts';
import { signedIn } from '../signed-in.ts';

export const getPrivacyRequest = route({
  method: 'get',
  path: '/api/auth/privacy/requests/:requestId',
  summary: 'How far an export or an erasure is, and which services have answered: your own, or any for an admin.',
  role: 'user',
  params: z.object(RequestParams),
  reply: PrivacyView,
  async handle({ user, params: { requestId } }, ctx: Context) {
    await signedIn(user, ctx);
    const request = await ctx.privacyRequests.aggregates.get(requestId);
    ownedBy(user, request.userId, 'privacy request');
    return privacyView(request);
  },
});
