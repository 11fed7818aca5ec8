import { Invalid, route } from '@credenza/service-kit';
import { z } from 'zod';
import { acceptedLanguages } from '../accept-language.ts';
import { ClientChoice } from '../client.ts';
import type { Context } from '../context.ts';
import { refuseCrossSite } from '../cross-site.ts';
import { Email } from '../email.ts';
import { InvitationToken } from '../invitation.ts';
import { PublicName } from '../name.ts';
import { newAccount } from '../open-account.ts';
import { NewPassword } from '../password.ts';
import { SignedIn } from '../replies.ts';
import { signIn } from '../sign-in.ts';
import { refuseOwnEmail } from '../user.ts';

// Without an Idempotency-Key: a kept answer would keep tokens, and the unique address makes a repetition harmless.
export const register = route({
  method: 'post',
  path: '/api/auth/register',
  summary: 'Open an account as a buyer or a seller, and be signed in.',
  role: 'public',
  // It does tell whether an address has an account, so asking is limited.
  limit: { points: 60, seconds: 600, by: 'address' },
  status: 201,
  body: z.object({
    email: Email,
    password: NewPassword,
    name: PublicName.meta({ description: 'what others see; for sellers the name of the shop' }),
    role: z.enum(['buyer', 'seller']),
    client: ClientChoice,
    invitation: InvitationToken.optional().meta({
      description: 'for a seller who joins a shop instead of opening one: the token of the mail',
    }),
  }),
  reply: SignedIn,
  problems: ['conflict', 'forbidden', 'not-found'],
  async handle({ body: { client, password, ...asked }, request }, ctx: Context) {
    refuseInvitedBuyer(asked);
    if (client === 'browser') refuseCrossSite(request, ctx.settings.publicUrl);
    refuseOwnEmail(password, asked.email, 'body.password');
    const passwordHash = await ctx.passwords.inTurn(() => ctx.passwords.hash(password));
    const languages = acceptedLanguages(request.headers['accept-language']);
    const user = await newAccount({ ...asked, passwordHash, languages }, ctx);
    return await signIn(user, { kind: client, request, status: 201 }, ctx);
  },
});

function refuseInvitedBuyer({ role, invitation }: { role: string; invitation?: string | undefined }): void {
  if (invitation !== undefined && role !== 'seller')
    throw new Invalid('Only sellers work for a shop.', [{ field: 'body.role', message: 'must be seller' }]);
}
