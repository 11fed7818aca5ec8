import { route } from '@credenza/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { askAgain as ask, RequestParams } from '../privacy-request.ts';
import { PrivacyView, privacyView } from '../privacy-view.ts';
import { signedIn } from '../signed-in.ts';

export const askAgain = route({
  method: 'post',
  path: '/api/auth/privacy/requests/:requestId/ask-again',
  summary: 'Ask the services again that have not done their part; nothing is done twice.',
  role: 'admin',
  params: z.object(RequestParams),
  reply: PrivacyView,
  problems: ['conflict'],
  async handle({ user, params: { requestId } }, ctx: Context) {
    await signedIn(user, ctx);
    const { aggregates } = ctx.privacyRequests;
    ask(await aggregates.get(requestId)); // refused, it is nothing to record
    const about = { act: 'privacy.asked-again', actor: user.id, subject: requestId };
    await ctx.audit.record({ ...about, outcome: 'done' });
    return privacyView(await aggregates.change(requestId, ask));
  },
});
