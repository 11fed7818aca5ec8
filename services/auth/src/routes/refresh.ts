import { route, Unauthenticated } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { refresh as continueSession } from '../refresh.ts';
import { SignedIn } from '../replies.ts';
import { shownToken, TokenBody } from '../shown-token.ts';
import { signedInReply } from '../sign-in.ts';

export const refresh = route({
  method: 'post',
  path: '/api/auth/refresh',
  summary: 'Exchange the refresh token for a new one and a fresh access token.',
  role: 'public',
  body: TokenBody,
  reply: SignedIn,
  problems: ['unauthenticated', 'forbidden'],
  async handle(input, ctx: Context) {
    const shown = shownToken(input, ctx.settings.publicUrl);
    if (!shown) throw new Unauthenticated('There is no refresh token. Sign in.');
    const { user, session, token } = await continueSession(shown, ctx);
    return await signedInReply(user, { session, token, kind: shown.kind }, ctx);
  },
});
